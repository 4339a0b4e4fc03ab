"""Make what belongs to the installation: tables, starter factors and, with --demo, the demonstration agency.

All of it may be run again at any time: what is there stays as it is. One process, because starting Django is what
takes the time of a second start. ``scripts/make_secrets.py`` has made the keys.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcf_project.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_starter_factors")
    if "--demo" in sys.argv[1:]:
        call_command("load_demo")


if __name__ == "__main__":
    main()
