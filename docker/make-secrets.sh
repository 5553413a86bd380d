#!/bin/sh
# Makes the secrets that compose.yml hands to its containers, in docker/secrets; never overwrites one.
# A container reads them through the group 10000, and nobody else on the machine does: hence root.
set -eu
folder=${1:-$(dirname "$0")/secrets}
group=10000
umask 077
mkdir -p "$folder"
for name in engine database postgres redis receipts; do
    file=$folder/$name
    if [ -e "$file" ]; then
        echo "$file is there already, and stays as it is."
        continue
    fi
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n' > "$file.part"
    if ! chgrp "$group" "$file.part" 2>/dev/null; then
        rm -f "$file.part"
        echo "Only root can give $file to the group $group: run this script with sudo." >&2
        exit 1
    fi
    chmod 0440 "$file.part"
    mv "$file.part" "$file"
    echo "$file made."
done
