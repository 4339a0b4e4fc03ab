"""The software's name and version as reports print it; stands alone so that every layer may say it."""

from typing import Final

VERSION: Final = "0.1.0"
SOFTWARE: Final = f"产品碳足迹报告系统 {VERSION}"
