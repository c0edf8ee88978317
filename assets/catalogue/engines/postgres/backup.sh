#!/bin/sh
# Copies every database of a PostgreSQL server into the folder $1, each as it was at one moment, with the rights in it.
# Users and their passwords are not copied: the grants job makes them.
set -eu

export PGHOST="$INSTANCE_HOST" PGPORT="$INSTANCE_PORT" PGUSER="$BACKUP_USER" PGPASSWORD="$BACKUP_PASSWORD"

psql --no-psqlrc --tuples-only --no-align --dbname postgres --output "$1/databases" --command \
  "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY datname"
while read -r database; do
  pg_dump --format custom --file "$1/$database.dump" "$database"
  # A copy that can't be read is none.
  pg_restore --list "$1/$database.dump" > /dev/null
done < "$1/databases"
