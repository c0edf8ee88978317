#!/bin/sh
# Makes databases, users and rights on a MariaDB or MySQL server.
# May run again and again: what is there stays, passwords and rights are set anew.
#
# Reads INSTANCE_HOST, INSTANCE_PORT, ADMIN_USER, ADMIN_PASSWORD and the table USERS:
#   user <tab> variable with the password <tab> database <tab> - <tab> read, write or read-write
#   or, with - as the database: monitor (what turns the server's state into metrics) or backup (what copies it)
set -eu

# The programs have their maker's name in each image.
client="$(command -v mariadb || command -v mysql)"
tab="$(printf '\t')"
# The administrator's password lies in a file that only this process reads, so that no process list shows it.
umask 077
options="$(mktemp)"
trap 'rm -f "$options"' EXIT
printf '[client]\nhost=%s\nport=%s\nprotocol=tcp\nuser=%s\npassword="%s"\nconnect_timeout=5\n' \
  "$INSTANCE_HOST" "$INSTANCE_PORT" "$ADMIN_USER" "$ADMIN_PASSWORD" > "$options"

line() {
  printf '%s\n' "$1"
}

sql() {
  "$client" --defaults-file="$options" --batch --skip-column-names
}

tries=0
until line 'SELECT 1' | sql > /dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -ge 60 ]; then
    echo "grants: $INSTANCE_HOST:$INSTANCE_PORT did not let $ADMIN_USER in within two minutes" >&2
    exit 1
  fi
  sleep 2
done

# Text as SQL writes it, within a session where a backslash means itself.
text() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/''/g")"
}

change='INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE VIEW, TRIGGER, EVENT, CREATE ROUTINE, ALTER ROUTINE, EXECUTE, CREATE TEMPORARY TABLES, LOCK TABLES'

# MariaDB has a right of its own for asking how a replica is.
watch='PROCESS, REPLICATION CLIENT'
case "$client" in *mariadb) watch="$watch, SLAVE MONITOR" ;; esac

# The user of what watches or copies, which may do that and nothing else.
attendant() {
  line "SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES');"
  line "CREATE USER IF NOT EXISTS '$user'@'%' IDENTIFIED BY $(text "$(printenv "$variable")");"
  line "ALTER USER '$user'@'%' IDENTIFIED BY $(text "$(printenv "$variable")");"
  case "$access" in
    monitor)
      # It must not take connections away from programs when there are few left.
      line "ALTER USER '$user'@'%' WITH MAX_USER_CONNECTIONS 3;"
      line "GRANT $watch ON *.* TO '$user'@'%';"
      line "GRANT SELECT ON performance_schema.* TO '$user'@'%';"
      ;;
    # A copy is of every database, also of one that comes tomorrow.
    backup) line "GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON *.* TO '$user'@'%';" ;;
  esac
}

while IFS="$tab" read -r user variable database _ access _; do
  [ -n "$user" ] || continue
  if [ "$database" = "-" ]; then
    attendant | sql
    echo "grants: user $user may $access"
    continue
  fi
  # In the name of a database that rights are for, an underscore would stand for any letter.
  rights_of="$(printf '%s' "$database" | sed 's/_/\\_/g')"
  {
    line "SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES');"
    line "CREATE DATABASE IF NOT EXISTS \`$database\`;"
    line "CREATE USER IF NOT EXISTS '$user'@'%' IDENTIFIED BY $(text "$(printenv "$variable")");"
    line "ALTER USER '$user'@'%' IDENTIFIED BY $(text "$(printenv "$variable")");"
    line "GRANT SELECT, SHOW VIEW ON \`$rights_of\`.* TO '$user'@'%';"
    case "$access" in
      read) line "REVOKE $change ON \`$rights_of\`.* FROM '$user'@'%';" ;;
      *) line "GRANT $change ON \`$rights_of\`.* TO '$user'@'%';" ;;
    esac
  } | sql
  echo "grants: user $user may $access $database"
done < "$USERS"
