#!/bin/sh
# Puts the definitions of the copy in the folder $1 back into a RabbitMQ server. What it holds besides stays.
# Users get the passwords that they had then: run the grants job afterwards.
set -eu
umask 077

config="$(mktemp)"
trap 'rm -f "$config"' EXIT
printf 'user = "%s:%s"\n' "$ADMIN_USER" "$ADMIN_PASSWORD" > "$config"

curl --silent --show-error --fail --max-time 300 --config "$config" --header 'content-type: application/json' \
  --data-binary "@$1/definitions.json" "${INSTANCE_SCHEME:-http}://$INSTANCE_HOST:$INSTANCE_PORT/api/definitions"
echo "restore: definitions"
