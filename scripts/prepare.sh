#!/usr/bin/env bash
# Makes what belongs to the installation: prepare.sh [--demo]
# Secrets (made once, never changed), database tables, starter factors; with --demo the demonstration agency.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"
export PCF_LOG_LEVEL="${PCF_LOG_LEVEL:-WARNING}"

say "准备密钥、数据库和初始数据"
"$VENV/bin/python" scripts/make_secrets.py
exec "$VENV/bin/python" scripts/prepare.py "$@"
