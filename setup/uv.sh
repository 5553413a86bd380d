#!/bin/sh
# Prints the path of a uv that works; brings one into .tools/ when there is none.
# A pyenv shim may be found and still refuse to run, so each candidate is tried, not only looked up.
set -u
works() { "$1" --version >/dev/null 2>&1; }
here=$PWD/.tools
for candidate in "$(command -v uv)" "$here/bin/uv" "$here/lib/bin/uv"; do
    if [ -n "$candidate" ] && works "$candidate"; then echo "$candidate"; exit 0; fi
done
echo "Genvej: fetching uv into .tools/" >&2
if python3 -m venv .tools >/dev/null 2>&1 && .tools/bin/python -m pip install --quiet uv >&2 && works "$here/bin/uv"; then
    echo "$here/bin/uv"; exit 0
fi
if python3 -m pip install --quiet --target .tools/lib uv >&2 && works "$here/lib/bin/uv"; then
    echo "$here/lib/bin/uv"; exit 0
fi
echo "Genvej needs uv, and neither venv nor pip of python3 could fetch it: install uv (https://docs.astral.sh/uv) and run make again." >&2
exit 1
