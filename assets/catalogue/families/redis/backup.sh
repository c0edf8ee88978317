#!/bin/sh
# Copies everything that a Valkey or Redis server holds into the folder $1, as it is at one moment.
# Users and their passwords are not copied: the grants job makes them.
set -eu

# The program has its maker's name in each image.
program="$(command -v valkey-cli || command -v redis-cli)"
export REDISCLI_AUTH="$BACKUP_PASSWORD"
"$program" -h "$INSTANCE_HOST" -p "$INSTANCE_PORT" --user "$BACKUP_USER" --no-auth-warning --rdb "$1/dump.rdb"
# What the server sends is a file of its own kind, else the copy is none.
case "$(head -c 6 "$1/dump.rdb")" in REDIS* | VALKEY) ;; *) exit 1 ;; esac
