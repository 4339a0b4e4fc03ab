"""Copy the third-party files that pages and PDFs need from node_modules into build/.

    python scripts/vendor.py            check against scripts/vendor.sha256 and copy what changed
    python scripts/vendor.py --update   after a deliberate upgrade: write the digests anew, then copy

Front-end files go to build/vendor (served as static files), fonts to build/fonts (read by PDF rendering only, so
that the web server neither compresses nor serves 50 MB of them). A file of npm whose bytes are not those that were
committed stops the script before anything is copied. Standard library only; it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "scripts" / "vendor.sha256"

# Path in node_modules: path in build. The source maps come along because Django's manifest storage follows
# the references to them and fails on a missing one.
FROM_NPM = {
    "@tabler/core/dist/css/tabler.min.css": "vendor/tabler/css/tabler.min.css",
    "@tabler/core/dist/css/tabler.min.css.map": "vendor/tabler/css/tabler.min.css.map",
    "@tabler/core/dist/js/tabler.min.js": "vendor/tabler/js/tabler.min.js",
    "@tabler/core/dist/js/tabler.min.js.map": "vendor/tabler/js/tabler.min.js.map",
    "echarts/dist/echarts.min.js": "vendor/echarts/echarts.min.js",
    "echarts/LICENSE": "vendor/echarts/LICENSE",
    "echarts/NOTICE": "vendor/echarts/NOTICE",
    "tabulator-tables/dist/css/tabulator_simple.min.css": "vendor/tabulator/tabulator_simple.min.css",
    "tabulator-tables/dist/css/tabulator_simple.min.css.map": "vendor/tabulator/tabulator_simple.min.css.map",
    "tabulator-tables/dist/js/tabulator.min.js": "vendor/tabulator/tabulator.min.js",
    "tabulator-tables/dist/js/tabulator.min.js.map": "vendor/tabulator/tabulator.min.js.map",
    "tabulator-tables/LICENSE": "vendor/tabulator/LICENSE",
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "fonts/NotoSansSC_400Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": "fonts/NotoSansSC_700Bold.ttf",
    "@expo-google-fonts/noto-sans-sc/LICENSE_FONT": "fonts/NotoSansSC-LICENSE.txt",
    "@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf": "fonts/NotoSerifSC_400Regular.ttf",
    "@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf": "fonts/NotoSerifSC_700Bold.ttf",
    "@expo-google-fonts/noto-serif-sc/LICENSE_FONT": "fonts/NotoSerifSC-LICENSE.txt",
}

# The fallback for characters that the Noto fonts lack (subscript digits among them). It belongs to the system's
# packages, whose bytes differ between distributions, so it has no digest here.
FROM_SYSTEM = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf")
SYSTEM_FOLDERS = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/dejavu",
    "/usr/share/fonts/TTF",
    "/usr/share/fonts/dejavu-sans-fonts",
    "/usr/share/fonts/dejavu-serif-fonts",
)


class Refused(Exception):
    """What is wrong and what to type."""


def digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def npm_file(name: str) -> Path:
    path = ROOT / "node_modules" / name
    if not path.is_file():
        raise Refused(f"node_modules/{name} is missing. Type: npm ci --ignore-scripts")
    return path


def system_font(name: str) -> Path:
    for folder in SYSTEM_FOLDERS:
        path = Path(folder) / name
        if path.is_file():
            return path
    raise Refused(f"The font {name} is not installed. Type: sudo apt-get install -y fonts-dejavu-core")


def read_manifest() -> dict[str, str]:
    """Digest by name, as ``sha256sum`` writes them."""
    if not MANIFEST.is_file():
        raise Refused("scripts/vendor.sha256 is missing. Restore it from the repository.")
    rows = (line.split("  ", 1) for line in MANIFEST.read_text(encoding="utf-8").splitlines() if line)
    return {name: expected for expected, name in rows}


def write_manifest() -> None:
    rows = [f"{digest(npm_file(name))}  {name}\n" for name in sorted(FROM_NPM)]
    MANIFEST.write_text("".join(rows), encoding="utf-8")


def check_npm_files() -> None:
    """Raise ``Refused`` naming every file of npm whose bytes are not the committed ones."""
    expected = read_manifest()
    changed = [name for name in FROM_NPM if expected.get(name) != digest(npm_file(name))]
    if changed:
        names = "\n  ".join(changed)
        raise Refused(
            f"These files of npm differ from scripts/vendor.sha256:\n  {names}\n"
            "If the upgrade is intended, review it and type: python scripts/vendor.py --update"
        )


def copy(source: Path, target: Path) -> bool:
    """Copy when the bytes differ, through a file beside it, so that a reader never sees half; true when copied."""
    if (
        target.is_file()
        and target.stat().st_size == source.stat().st_size
        and digest(target) == digest(source)
    ):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    beside.write_bytes(source.read_bytes())
    beside.replace(target)
    return True


def copy_all(build: Path) -> int:
    """Bring ``build`` up to date; how many files were copied."""
    pairs = [(npm_file(name), build / target) for name, target in FROM_NPM.items()]
    pairs += [(system_font(name), build / "fonts" / name) for name in FROM_SYSTEM]
    return sum(copy(source, target) for source, target in pairs)


def main(arguments: Sequence[str]) -> int:
    build = Path(os.environ.get("PCF_BUILD_DIR") or ROOT / "build")
    try:
        if "--update" in arguments:
            write_manifest()
        check_npm_files()
        copied = copy_all(build)
    except Refused as error:
        print(f"vendor: {error}", file=sys.stderr)
        return 1
    print(f"vendor: {copied} files copied" if copied else "vendor: up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
