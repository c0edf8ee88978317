#!/bin/sh
# Copies the definitions of a RabbitMQ server into the folder $1: exchanges, queues, bindings, policies.
# Messages are not copied: what is under way belongs to those who sent it.
set -eu
umask 077

config="$(mktemp)"
trap 'rm -f "$config"' EXIT
printf 'user = "%s:%s"\n' "$BACKUP_USER" "$BACKUP_PASSWORD" > "$config"

curl --silent --show-error --fail --max-time 60 --config "$config" --output "$1/definitions.json" \
  "${INSTANCE_SCHEME:-http}://$INSTANCE_HOST:$INSTANCE_PORT/api/definitions"
grep -q '"queues"' "$1/definitions.json"
