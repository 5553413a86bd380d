#!/bin/sh
# `genvej` in web's container: puts the passwords into the two addresses that need one, so that they stand in no
# compose file, image or `docker inspect`, then becomes the program.
set -eu
secrets=/run/secrets
[ -s "$secrets/database" ]
[ -s "$secrets/redis" ]
GENVEJ_DATABASE_URL="postgresql://genvej_web:$(cat "$secrets/database")@postgres:5432/genvej"
GENVEJ_REDIS_URL="redis://genvej_web:$(cat "$secrets/redis")@redis:6379/0"
export GENVEJ_DATABASE_URL GENVEJ_REDIS_URL
exec python -m bot "$@"
