#!/usr/bin/env bash
# Builds what comes from the checkout alone: install.sh runtime|dev [--packages-only]
# Virtual environment from the lock file, front-end files and fonts from npm, messages, static files.
# Each step leaves a stamp with the digest of its inputs, so that a second run does only what has changed.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"
lock="${1:?runtime or dev}"

make_venv() {
    if [ -x "$VENV/bin/python" ] && "$VENV/bin/python" -c 'import pip' 2>/dev/null; then
        return
    fi
    local python
    python="$(scripts/find_python.sh)"
    say "建立虚拟环境（$("$python" --version)）"
    rm -rf "$VENV"
    "$python" -m venv "$VENV"
}

# Which index to ask is the machine's own affair (pip's configuration): the lock file holds names and hashes.
install_packages() {
    local stamp="$VENV/.installed-$lock" digest
    digest="$(digest_of "requirements/$lock.lock") $("$VENV/bin/python" --version)"
    done_before "$stamp" "$digest" && return
    say "安装 Python 软件包（requirements/$lock.lock，首次需要一两分钟）"
    "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes --no-deps \
        -r "requirements/$lock.lock"
    printf '%s\n' "$digest" >"$stamp"
}

install_frontend() {
    local stamp=node_modules/.installed digest
    digest="$(digest_of package.json package-lock.json)"
    if ! done_before "$stamp" "$digest"; then
        command -v npm >/dev/null 2>&1 || fail "没有找到 npm。请安装 Node.js（Debian：sudo apt-get install -y nodejs npm）。"
        say "安装前端文件与字体（npm，首次需要半分钟）"
        npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
        printf '%s\n' "$digest" >"$stamp"
    fi
    "$VENV/bin/python" scripts/vendor.py
}

# Neither step needs the secrets of an installation, which may not exist yet (a container image is built without).
manage_without_secrets() {
    PCF_SECRET_KEY=not-used PCF_SIGNING_MASTER_KEY=not-used PCF_LOG_LEVEL=WARNING manage "$@"
}

compile_messages() {
    [ -d locale ] || return 0
    local stamp=build/.messages digest
    digest="$(digest_of locale)"
    done_before "$stamp" "$digest" && return
    say "编译界面译文"
    manage_without_secrets compilemessages --verbosity 0
    digest_of locale >"$stamp"
}

collect_static() {
    local stamp=build/.static digest
    digest="$(digest_of static scripts/vendor.sha256 requirements/runtime.lock)"
    done_before "$stamp" "$digest" && [ -d build/static ] && return
    say "收集静态文件"
    manage_without_secrets collectstatic --no-input --clear --verbosity 0
    printf '%s\n' "$digest" >"$stamp"
}

make_venv
install_packages
mkdir -p build/vendor
install_frontend
if [ "${2:-}" != --packages-only ]; then
    compile_messages
    collect_static
fi
