#!/bin/sh
# Makes databases, users and rights on a PostgreSQL server.
# May run again and again: what is there stays, passwords and rights are set anew.
#
# Reads INSTANCE_HOST, INSTANCE_PORT, ADMIN_USER, ADMIN_PASSWORD and the table USERS:
#   user <tab> variable with the password <tab> database <tab> schema or - <tab> read, write or read-write
#   or, with - as the database: monitor (what turns the server's state into metrics) or backup (what copies it)
set -eu

export PGHOST="$INSTANCE_HOST" PGPORT="$INSTANCE_PORT" PGUSER="$ADMIN_USER" PGPASSWORD="$ADMIN_PASSWORD"
export PGCONNECT_TIMEOUT=5
tab="$(printf '\t')"

tries=0
until pg_isready -q; do
  tries=$((tries + 1))
  if [ "$tries" -ge 60 ]; then
    echo "grants: $INSTANCE_HOST:$INSTANCE_PORT did not answer within two minutes" >&2
    exit 1
  fi
  sleep 2
done

sql() {
  within="$1"
  shift
  psql --no-psqlrc --quiet --tuples-only --set ON_ERROR_STOP=1 --dbname "$within" "$@"
}

# The maintenance database is for the administrator alone.
sql postgres --command 'REVOKE CONNECT ON DATABASE postgres FROM PUBLIC'

# Users and databases first: rights below may name any of them.
while IFS="$tab" read -r user variable database schema access _; do
  [ -n "$user" ] || continue
  GRANT_PASSWORD="$(printenv "$variable")"
  export GRANT_PASSWORD
  sql postgres --set user="$user" <<'SQL'
\getenv password GRANT_PASSWORD
SELECT format('CREATE ROLE %I LOGIN', :'user') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'user') \gexec
SELECT format('ALTER ROLE %I WITH LOGIN PASSWORD %L', :'user', :'password') \gexec
SQL
  [ "$database" != "-" ] || continue
  sql postgres --set user="$user" --set database="$database" <<'SQL'
-- An administrator who is no superuser, as on managed servers, may speak for others only as their member.
SELECT format('GRANT %I TO CURRENT_USER', :'user') WHERE NOT pg_has_role(current_user, :'user', 'MEMBER') \gexec
SELECT format('CREATE DATABASE %I', :'database') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'database') \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', :'database', :'user') \gexec
SQL
  echo "grants: user $user, database $database"
done < "$USERS"

while IFS="$tab" read -r user variable database schema access _; do
  [ "$database" != "-" ] || continue
  [ "$schema" != "-" ] || schema=public
  sql "$database" --set schema="$schema" <<'SQL'
SELECT format('CREATE SCHEMA %I', :'schema') WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = :'schema') \gexec
SELECT format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', :'schema') \gexec
SQL
  case "$access" in
    read)
      sql "$database" --set user="$user" --set schema="$schema" <<'SQL'
SELECT format('REVOKE CREATE ON SCHEMA %I FROM %I', :'schema', :'user') \gexec
SELECT format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA %I FROM %I', :'schema', :'user') \gexec
SELECT format('GRANT USAGE ON SCHEMA %I TO %I', :'schema', :'user') \gexec
SELECT format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', :'schema', :'user') \gexec
SQL
      ;;
    *)
      sql "$database" --set user="$user" --set schema="$schema" <<'SQL'
SELECT format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', :'schema', :'user') \gexec
SELECT format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', :'schema', :'user') \gexec
SELECT format('GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA %I TO %I', :'schema', :'user') \gexec
SQL
      # Tables that this user makes tomorrow are for its neighbours in the schema too.
      while IFS="$tab" read -r other _ other_database other_schema other_access _; do
        [ "$other_schema" != "-" ] || other_schema=public
        [ "$other" != "$user" ] && [ "$other_database" = "$database" ] && [ "$other_schema" = "$schema" ] || continue
        rights="SELECT, INSERT, UPDATE, DELETE"
        [ "$other_access" != "read" ] || rights="SELECT"
        sql "$database" --set user="$user" --set other="$other" --set schema="$schema" --set rights="$rights" <<'SQL'
SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT %s ON TABLES TO %I', :'user', :'schema', :'rights', :'other') \gexec
SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO %I', :'user', :'schema', :'other') WHERE :'rights' <> 'SELECT' \gexec
SQL
      done < "$USERS"
      ;;
  esac
  echo "grants: $user may $access $database.$schema"
done < "$USERS"

# What watches and what copies sign in with a user of their own each, which may do that and nothing else.
while IFS="$tab" read -r user _ _ _ access _; do
  case "$access" in
    monitor)
      sql postgres --set user="$user" <<'SQL'
SELECT format('GRANT CONNECT ON DATABASE postgres TO %I', :'user') \gexec
SELECT format('GRANT pg_monitor TO %I', :'user') \gexec
SQL
      ;;
    backup)
      sql postgres --set user="$user" <<'SQL'
SELECT format('ALTER ROLE %I SET default_transaction_read_only = on', :'user') \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', datname, :'user') FROM pg_database WHERE NOT datistemplate \gexec
SELECT count(*) > 0 AS fine FROM pg_roles WHERE rolname = 'pg_read_all_data' \gset
SELECT rolsuper AS super FROM pg_roles WHERE rolname = current_user \gset
\if :fine
SELECT format('ALTER ROLE %I NOSUPERUSER', rolname) FROM pg_roles WHERE rolname = :'user' AND rolsuper \gexec
SELECT format('GRANT pg_read_all_data TO %I', :'user') \gexec
\else
-- Before 14 nobody less reads everything.
SELECT format('ALTER ROLE %I SUPERUSER', :'user') \gexec
\endif
\if :super
-- Rows that a policy hides belong into a copy too.
SELECT format('ALTER ROLE %I BYPASSRLS', :'user') \gexec
\endif
SQL
      # Large objects have rights of their own, each one.
      sql postgres --no-align --command "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'" |
        while read -r database; do
          sql "$database" --set user="$user" <<'SQL'
SELECT format('GRANT SELECT ON LARGE OBJECT %s TO %I', oid, :'user') FROM pg_largeobject_metadata \gexec
SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT SELECT ON LARGE OBJECTS TO %I', rolname, :'user') FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND rolname <> :'user' AND pg_has_role(current_user, oid, 'MEMBER') AND current_setting('server_version_num')::int >= 180000 \gexec
SQL
        done
      ;;
    *) continue ;;
  esac
  echo "grants: $user may $access"
done < "$USERS"
