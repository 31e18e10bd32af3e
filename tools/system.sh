#!/bin/sh
# System packages for Hexapla: Python's venv, gettext's programs (which the tests compare with), and
# Apertium with English-Spanish. Run as root on Debian or Ubuntu, this installs what is missing;
# elsewhere it prints how to get an engine. A missing engine is not an error.
#
# With the argument "browser": packages for the tests of pages and books, which are Chromium with
# fonts for Arabic and Chinese, and Java for the validators. Never fails: without them those tests
# are skipped.
set -u
python=${PYTHON:-python3}

if [ "${1-}" = browser ]; then
    missing=""
    command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
    # Playwright's driver needs it.
    if command -v ldconfig >/dev/null 2>&1; then
        ldconfig -p | grep -q 'libatomic\.so\.1' || missing="$missing libatomic1"
    fi
    command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
    fc-list :lang=ar 2>/dev/null | grep -q . || missing="$missing fontconfig fonts-noto-core"
    fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
    [ -n "$missing" ] || exit 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "installing$missing"
        { apt-get update && DEBIAN_FRONTEND=noninteractive \
            apt-get install -y --no-install-recommends $missing; } >/dev/null 2>&1 </dev/null &&
            exit 0
    fi
    echo "missing:$missing; tests that need Chromium or Java will be skipped"
    exit 0
fi

missing=""
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
command -v msgfmt >/dev/null 2>&1 || missing="$missing gettext"
apertium -l 2>/dev/null | grep -q '^ *eng-spa' || missing="$missing apertium apertium-eng-spa"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing$missing"
    log=$(mktemp)
    if { apt-get update && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
        rm -f "$log"
        exit 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
fi

case "$missing" in
*python3-venv*)
    echo "Python's venv module is missing: install your system's package for it (python3-venv)" >&2
    exit 1
    ;;
*apertium*)
    echo "no engine for English to Spanish yet: install the packages apertium and" \
        "apertium-eng-spa, or run: .venv/bin/translate models install en-es"
    ;;
esac
exit 0
