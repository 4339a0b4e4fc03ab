#!/usr/bin/env bash
# Installs the Debian packages that are missing: system_packages.sh runtime [test]
# Where it may not install, it prints the command to type and stops. When all are there it does not touch apt.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
export DEBIAN_FRONTEND=noninteractive

# PDF rendering (text layout, font subsetting, fonts with the subscript digits) and message catalogues.
RUNTIME=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1 fonts-dejavu-core gettext)
# A real browser, and independent tools that check the PDF and its signatures.
TEST=(chromium poppler-utils qpdf libnss3-tools softhsm2)

# What proves a package on a system without dpkg: a shared library or a command.
declare -A PROOF=(
    [libpango-1.0-0]=libpango-1.0.so.0 [libpangoft2-1.0-0]=libpangoft2-1.0.so.0
    [libharfbuzz0b]=libharfbuzz.so.0 [libharfbuzz-subset0]=libharfbuzz-subset.so.0
    [libfontconfig1]=libfontconfig.so.1 [gettext]=msgfmt [chromium]=chromium [poppler-utils]=pdfsig
    [qpdf]=qpdf [libnss3-tools]=certutil [softhsm2]=softhsm2-util
)

is_installed() {
    if command -v dpkg-query >/dev/null 2>&1; then
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
    else
        local proof="${PROOF[$1]:-}"
        [ -z "$proof" ] || command -v "$proof" >/dev/null 2>&1 || ldconfig -p 2>/dev/null | grep -q "$proof"
    fi
}

wanted=()
for group in "$@"; do
    case "$group" in
        runtime) wanted+=("${RUNTIME[@]}") ;;
        test) wanted+=("${TEST[@]}") ;;
        *) fail "不认识的软件包组：$group（可用：runtime、test）" ;;
    esac
done

missing=()
for package in "${wanted[@]}"; do
    is_installed "$package" || missing+=("$package")
done
python="$("$ROOT/scripts/find_python.sh")"
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    missing+=("$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')")
fi

if [ "${#missing[@]}" -eq 0 ]; then
    exit 0
fi
command -v apt-get >/dev/null 2>&1 || fail "缺少系统软件包：${missing[*]}。此系统没有 apt-get，请用系统自带的方式安装后重试。"
say "安装系统软件包：${missing[*]}"
status=0
as_root apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null || status=$?
if [ "$status" -eq 100 ] && [ "$(id -u)" -ne 0 ]; then
    fail "缺少系统软件包，而当前用户不能安装。请执行下面的命令，然后重新运行：

    sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}
"
fi
as_root apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null ||
    fail "系统软件包没有装上。请查看上面的信息，或手动执行：

    sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}
"
