#!/bin/sh
# The engine in its container. It takes its secret from the environment and wipes it there.
set -eu
[ -s /run/secrets/engine ]
GENVEJ_ENGINE_SECRET="$(cat /run/secrets/engine)"
export GENVEJ_ENGINE_SECRET
exec python -m bot.engine serve
