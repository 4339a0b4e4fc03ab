#!/usr/bin/env bash
# `make test`: set up what the tests need, check the code, run all tests on SQLite, then those that use the database
# again on PostgreSQL with Redis where both answer (with CI=true they must).
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"
# Workers of the tests and the processes that tests start read the same modules: compile each once.
unset PYTHONDONTWRITEBYTECODE

scripts/system_packages.sh runtime test
scripts/install.sh dev
"$VENV/bin/python" scripts/make_secrets.py

failed=()
scripts/lint.sh || failed+=("代码检查")

services="$("$VENV/bin/python" scripts/reachable.py)"
eval "$services"
if [ -n "$PCF_POSTGRES" ] && [ -n "$PCF_REDIS" ]; then
    say "数据库与任务测试：PostgreSQL + Redis"
    DATABASE_URL="$PCF_POSTGRES" REDIS_URL="$PCF_REDIS" PCF_QUEUE="pcf-test-$$" \
        "$VENV/bin/python" -m pytest -n "${PCF_TEST_PROCESSES:-2}" --dist loadgroup \
        --only-database -m "not browser" || failed+=("PostgreSQL + Redis 测试")
elif [ "${CI:-}" = true ]; then
    fail "CI 中必须有 PostgreSQL 和 Redis，但至少有一个连接不上（原因见上）。"
else
    printf '\n    注意：PostgreSQL 或 Redis 连接不上，本次只在 SQLite 上测试。\n'
    printf '    可用 PCF_TEST_POSTGRES_URL 和 PCF_TEST_REDIS_URL 指定地址。\n\n'
fi

say "全部测试：SQLite"
env -u DATABASE_URL -u REDIS_URL "$VENV/bin/python" -m pytest -n "${PCF_TEST_PROCESSES:-2}" --dist loadgroup "$@" ||
    failed+=("SQLite 测试")

if [ "${#failed[@]}" -gt 0 ]; then
    printf '\n未通过：%s\n' "${failed[*]}" >&2
    exit 1
fi
