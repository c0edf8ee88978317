#!/bin/sh
# Copies every database of a MariaDB server into the folder $1, each as it was at one moment.
# Users and their passwords are not copied: the grants job makes them.
set -eu
umask 077

options="$(mktemp)"
trap 'rm -f "$options"' EXIT
printf '[client]\nhost=%s\nport=%s\nprotocol=tcp\nuser=%s\npassword="%s"\n' \
  "$INSTANCE_HOST" "$INSTANCE_PORT" "$ADMIN_USER" "$ADMIN_PASSWORD" > "$options"

echo "SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY 1" |
  mariadb --defaults-file="$options" --batch --skip-column-names > "$1/databases"
while read -r database; do
  # The tables are read in one transaction, so nobody has to wait.
  mariadb-dump --defaults-file="$options" --single-transaction --routines --events --triggers --hex-blob \
    --add-drop-database --databases "$database" > "$1/$database.sql"
  # A copy that broke off is none.
  tail -n 1 "$1/$database.sql" | grep -q '^-- Dump completed'
  gzip "$1/$database.sql"
done < "$1/databases"
