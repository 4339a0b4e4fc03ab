#!/usr/bin/env bash
# `make run`: set up what is missing, then web server and worker in this terminal until Ctrl-C.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"
export PCF_LOG_LEVEL="${PCF_LOG_LEVEL:-WARNING}"

scripts/system_packages.sh runtime
scripts/install.sh runtime
scripts/prepare.sh --demo
exec "$VENV/bin/python" manage.py serve
