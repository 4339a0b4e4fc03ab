#!/usr/bin/env bash
# Sees to it that a PostgreSQL and a Redis for tests run on this machine, and prints their addresses as shell lines.
# What answers already is used as it is; what is missing is installed from Debian's packages and started.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
export DEBIAN_FRONTEND=noninteractive

ROLE=pcf_test

install_missing() {
    local missing=()
    [ -n "$postgres" ] && [ -n "$redis" ] && return
    command -v pg_lsclusters >/dev/null 2>&1 && command -v psql >/dev/null 2>&1 || missing+=(postgresql)
    command -v redis-server >/dev/null 2>&1 || missing+=(redis-server)
    if [ "${#missing[@]}" -gt 0 ]; then
        say "安装：${missing[*]}"
        as_root true || fail "需要管理员权限才能安装。请执行：sudo apt-get install -y ${missing[*]}"
        as_root apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null
        as_root apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install -y -qq --no-install-recommends \
            "${missing[@]}" >/dev/null
    fi
}

answers_postgres() {
    psql "$1" --no-psqlrc --no-password --quiet --tuples-only --command 'SELECT 1' >/dev/null 2>&1
}

# sql COMMAND: as the cluster's owner, through the local socket.
sql() {
    (cd / && as_root runuser -u postgres -- psql --no-psqlrc --quiet --port "$port" --dbname postgres \
        --set ON_ERROR_STOP=1 --command "$1")
}

# In CI nothing is to survive a crash of the machine: what tests commit need not reach the disk. For this start only.
unsafe_but_quick() {
    [ "${CI:-}" = true ] && printf -- '-c fsync=off -c synchronous_commit=off -c full_page_writes=off'
    return 0
}

start_postgres() {
    local version name status
    if ! pg_lsclusters --no-header | grep -q .; then
        version="$(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -V | tail -n 1)"
        as_root pg_createcluster "$version" main
    fi
    read -r version name port status _ < <(pg_lsclusters --no-header | sort -V | tail -n 1)
    if [[ "$status" != online* ]]; then
        say "启动 PostgreSQL $version"
        as_root pg_ctlcluster --skip-systemctl-redirect "$version" "$name" start -- -o "$(unsafe_but_quick)"
    fi
    for _ in $(seq 60); do
        pg_isready --quiet --port "$port" && return
        sleep 0.5
    done
    fail "PostgreSQL 没有启动。"
}

# A role of our own that logs in with a password made for this run.
make_role() {
    local password
    password="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
    sql "SELECT 'there' FROM pg_roles WHERE rolname = '$ROLE'" | grep -q there || sql "CREATE ROLE $ROLE"
    sql "ALTER ROLE $ROLE LOGIN CREATEDB PASSWORD '$password'"
    postgres="postgres://$ROLE:$password@127.0.0.1:$port"
}

# Sets `postgres`: the superuser where the machine trusts local connections, else our own role.
find_postgres() {
    port=5432
    postgres="postgres://postgres@127.0.0.1:$port"
    if ! answers_postgres "$postgres/postgres"; then
        start_postgres
        postgres="postgres://postgres@127.0.0.1:$port"
    fi
    answers_postgres "$postgres/postgres" || make_role
    answers_postgres "$postgres/postgres" || fail "PostgreSQL 已启动，但不能登录。"
    postgres+=/pcf
}

answers_redis() {
    [ "$(redis-cli -p "$redis_port" ping 2>/dev/null)" = PONG ]
}

# Sets `redis`. A server that asks for a password is somebody else's: a second one is started beside it.
find_redis() {
    redis_port=6379
    if redis-cli -p "$redis_port" ping 2>&1 | grep -qi noauth; then
        redis_port=6390
    fi
    if ! answers_redis; then
        say "启动 Redis（端口 $redis_port）"
        redis-server --daemonize yes --bind 127.0.0.1 --port "$redis_port" --save '' --appendonly no \
            --dir "$(mktemp -d)" --logfile redis.log
    fi
    for _ in $(seq 40); do
        answers_redis && break
        sleep 0.25
    done
    answers_redis || fail "Redis 没有启动。"
    redis="redis://127.0.0.1:$redis_port/15"
}

# Standard output is for the two addresses alone.
exec 3>&1 1>&2
postgres="${PCF_TEST_POSTGRES_URL:-}"
redis="${PCF_TEST_REDIS_URL:-}"
install_missing
[ -n "$postgres" ] || find_postgres
[ -n "$redis" ] || find_redis
printf 'PCF_TEST_POSTGRES_URL=%q\nPCF_TEST_REDIS_URL=%q\n' "$postgres" "$redis" >&3
