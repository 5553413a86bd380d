#!/bin/sh
# Makes sure of the programs that the tests start: Chromium, PostgreSQL, Redis and strace.
# Installs Debian's packages where it may; elsewhere says in one line what to install.
set -u
missing=""
has() { command -v "$1" >/dev/null 2>&1; }
{ has chromium || has chromium-browser || has google-chrome; } || missing="$missing chromium"
{ has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; } || missing="$missing postgresql"
has redis-server || missing="$missing redis-server"
has strace || missing="$missing strace"
[ -z "$missing" ] && exit 0
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if has apt-get && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; then
    echo "Genvej: installing for the tests:$missing" >&2
    # Debian starts servers after installing them; the tests start their own, on free ports.
    $as_root env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq && apt-get install -y -qq --no-install-recommends$missing" >/dev/null && exit 0
fi
echo "Genvej's tests need these packages of your system, please install them:$missing" >&2
exit 1
