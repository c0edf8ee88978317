#!/bin/sh
# Puts the databases of the copy in the folder $1 back into a PostgreSQL server, in the place of what it holds.
# The users that own things in them must be there: run the grants job first.
set -eu

export PGHOST="$INSTANCE_HOST" PGPORT="$INSTANCE_PORT" PGUSER="$ADMIN_USER" PGPASSWORD="$ADMIN_PASSWORD"

while read -r database; do
  pg_restore --list "$1/$database.dump" > /dev/null
  # Whoever is connected is sent away; a database in use can't be replaced.
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname postgres --set database="$database" <<'SQL'
SELECT format('DROP DATABASE IF EXISTS %I WITH (FORCE)', :'database') \gexec
SQL
  pg_restore --create --exit-on-error --dbname postgres "$1/$database.dump"
  echo "restore: $database"
done < "$1/databases"
