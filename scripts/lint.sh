#!/usr/bin/env bash
# Everything that reads the code without running it. All of them run; the status says whether one objected.
set -uo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT" || exit 1
export PCF_LOG_LEVEL=WARNING
failed=()

check() {
    local name="$1" started=$SECONDS
    shift
    say "$name"
    "$@" || failed+=("$name")
    printf '    %s 秒\n' "$((SECONDS - started))"
}

bin="$VENV/bin"
check "ruff check" "$bin/python" -m ruff check .
check "ruff format" "$bin/python" -m ruff format --check .
check "import-linter" "$bin/lint-imports" --no-logo
check "djlint" "$bin/python" -m djlint templates --lint --quiet
check "migrations" "$bin/python" manage.py makemigrations --check --dry-run
check "mypy" "$bin/python" -m mypy .

if [ "${#failed[@]}" -gt 0 ]; then
    printf '\n未通过的代码检查：%s\n' "${failed[*]}" >&2
    exit 1
fi
