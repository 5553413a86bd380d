#!/bin/sh
# Redis keeps nothing on disk and knows one user, who may count and wake, and nothing else.
set -eu
umask 077
password=$(cat /run/secrets/redis)
[ -n "$password" ]    # Redis would take an empty one
{
    echo "user default reset"
    echo "user genvej_web on >$password ~genvej:* &genvej:* -@all" \
        "+ping +multi +exec +discard +incrby +expire +publish +subscribe +unsubscribe"
} > /tmp/users.acl
# Protected mode looks only at the default user, who is off.
exec redis-server --aclfile /tmp/users.acl --protected-mode no --save "" --appendonly no --dir /tmp \
    --maxmemory 64mb --maxmemory-policy volatile-ttl "$@"
