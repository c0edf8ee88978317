#!/bin/sh
# Copies every database of a MariaDB or MySQL server into the folder $1, each as it was at one moment.
# Users and their passwords are not copied: the grants job makes them.
set -eu
umask 077

# The programs have their maker's name in each image.
client="$(command -v mariadb || command -v mysql)"
dump="$(command -v mariadb-dump || command -v mysqldump)"
more=""
case "$dump" in *mysqldump) more="--set-gtid-purged=OFF" ;; esac

options="$(mktemp)"
trap 'rm -f "$options"' EXIT
printf '[client]\nhost=%s\nport=%s\nprotocol=tcp\nuser=%s\npassword="%s"\n' \
  "$INSTANCE_HOST" "$INSTANCE_PORT" "$BACKUP_USER" "$BACKUP_PASSWORD" > "$options"

echo "SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY 1" |
  "$client" --defaults-file="$options" --batch --skip-column-names > "$1/databases"
while read -r database; do
  # shellcheck disable=SC2086 # one word or none
  # The tables are read in one transaction, so nobody has to wait.
  "$dump" --defaults-file="$options" --single-transaction --routines --events --triggers --hex-blob --no-tablespaces $more \
    --add-drop-database --databases "$database" > "$1/$database.sql"
  # A copy that broke off is none.
  tail -n 1 "$1/$database.sql" | grep -q '^-- Dump completed'
  gzip "$1/$database.sql"
done < "$1/databases"
