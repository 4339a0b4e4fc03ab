# Shared by the scripts of this folder; sourced, not run.
# shellcheck shell=bash

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="$ROOT/.venv"
export ROOT VENV

say() {
    printf '==> %s\n' "$*"
}

fail() {
    printf '\n错误：%s\n' "$*" >&2
    exit 1
}

manage() {
    (cd "$ROOT" && "$VENV/bin/python" manage.py "$@")
}

# done_before STAMP TEXT: whether the step was carried out with exactly these inputs.
done_before() {
    [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

# digest_of PATH...: one line that changes when any of the files changes (folders are read through).
digest_of() {
    (cd "$ROOT" && find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1)
}

# as_root COMMAND...: run it as root, directly or by sudo without a password; status 100 when neither is possible.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
    else
        return 100
    fi
}
