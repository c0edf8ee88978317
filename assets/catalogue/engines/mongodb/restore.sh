#!/bin/sh
# Puts the collections of the copy in the folder $1 back into a MongoDB server, in the place of those of the same name.
set -eu
umask 077

config="$(mktemp)"
trap 'rm -f "$config"' EXIT
printf 'password: "%s"\n' "$ADMIN_PASSWORD" > "$config"

mongorestore --quiet --config "$config" --host "$INSTANCE_HOST" --port "$INSTANCE_PORT" --username "$ADMIN_USER" \
  --authenticationDatabase admin --drop --nsExclude 'admin.*' --nsExclude 'config.*' --gzip --archive="$1/archive.gz"
echo "restore: collections"
