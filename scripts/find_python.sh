#!/usr/bin/env bash
# Prints the Python to use: the first of PYTHON, python3, python3.11, … that is 3.11 or newer.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

for candidate in ${PYTHON:+"$PYTHON"} python3 python3.11 python3.12 python3.13 python3.14 python3.15; do
    path="$(command -v "$candidate" 2>/dev/null)" || continue
    if "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        printf '%s\n' "$path"
        exit 0
    fi
done
fail "没有找到 Python 3.11 或更新的版本。请安装后重试（Debian 12：apt-get install -y python3 python3-venv），" \
    "或用 PYTHON=解释器路径 指定。"
