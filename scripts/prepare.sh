#!/usr/bin/env bash
# Makes what belongs to the installation: prepare.sh [--demo]
# Secrets (made once, never changed), database tables, starter factors; with --demo the demonstration agency.
# All of it may be run again at any time: what is there stays as it is.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
export PCF_LOG_LEVEL="${PCF_LOG_LEVEL:-WARNING}"

say "准备密钥、数据库和初始数据"
"$VENV/bin/python" "$ROOT/scripts/make_secrets.py"
manage migrate --no-input --verbosity 0
manage load_starter_factors
if [ "${1:-}" = --demo ]; then
    manage load_demo
fi
