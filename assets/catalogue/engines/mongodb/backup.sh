#!/bin/sh
# Copies every database of a MongoDB server into the folder $1.
# Users and their passwords are not put back from it: the grants job makes them.
set -eu
umask 077

config="$(mktemp)"
trap 'rm -f "$config"' EXIT
printf 'password: "%s"\n' "$BACKUP_PASSWORD" > "$config"

mongodump --quiet --config "$config" --host "$INSTANCE_HOST" --port "$INSTANCE_PORT" --username "$BACKUP_USER" \
  --authenticationDatabase admin --gzip --archive="$1/archive.gz"
[ -s "$1/archive.gz" ]
