#!/bin/sh
# Prints a Python 3.10 for the engine: from the PATH, from pyenv, or downloaded by uv ($1), in that order.
set -u
uv=$1
is310() { [ "$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "3.10" ]; }
for candidate in python3.10 python3 python; do
    if is310 "$candidate"; then command -v "$candidate"; exit 0; fi
done
root=$(pyenv root 2>/dev/null || echo "${PYENV_ROOT:-$HOME/.pyenv}")
for candidate in "$root"/versions/3.10.*/bin/python; do
    if is310 "$candidate"; then echo "$candidate"; exit 0; fi
done
if "$uv" python install --quiet 3.10 >/dev/null 2>&1 && found=$("$uv" python find 3.10 2>/dev/null); then
    echo "$found"; exit 0
fi
echo "Genvej's engine needs Python 3.10 (Rasa 3.6 allows no newer one), and none was found on the PATH or in pyenv, nor could uv download it: install Python 3.10 and run make again." >&2
exit 1
