#!/bin/sh
# Makes users and rights on a Valkey or Redis server. May run again and again: passwords and rights are set anew.
#
# Reads INSTANCE_HOST, INSTANCE_PORT, ADMIN_USER, ADMIN_PASSWORD and the table USERS:
#   user <tab> variable with the password <tab> - <tab> - <tab> read, write or read-write,
#   monitor (what turns the server's state into metrics) or backup (what copies it)
set -eu

# The program has its maker's name in each image.
program="$(command -v valkey-cli || command -v redis-cli)"
export REDISCLI_AUTH="$ADMIN_PASSWORD"
cli() {
  "$program" -h "$INSTANCE_HOST" -p "$INSTANCE_PORT" --user "$ADMIN_USER" --no-auth-warning "$@"
}
tab="$(printf '\t')"

tries=0
until [ "$(cli ping 2>/dev/null)" = PONG ]; do
  tries=$((tries + 1))
  if [ "$tries" -ge 60 ]; then
    echo "grants: $INSTANCE_HOST:$INSTANCE_PORT did not answer within two minutes" >&2
    exit 1
  fi
  sleep 2
done

while IFS="$tab" read -r user variable _ _ access _; do
  [ -n "$user" ] || continue
  keys="~* &*"
  case "$access" in
    # Numbers about the server and no key; what slow calls were given stays out, since that is data.
    monitor) keys="" rights="+ping +info +config|get +slowlog|len +latency|latest +latency|histogram +client|setname" ;;
    # What a replica asks for, which is everything at once.
    backup) keys="" rights="+ping +sync +psync +replconf" ;;
    read) rights="+@read +@connection" ;;
    write) rights="+@write +@connection" ;;
    *) rights="+@all -@admin -@dangerous" ;;
  esac
  # The password comes by standard input, so that no process list shows it.
  # shellcheck disable=SC2086
  answer="$(printf 'ACL SETUSER %s reset on >%s %s %s\n' "$user" "$(printenv "$variable")" "$keys" "$rights" | cli)"
  if [ "$answer" != OK ]; then
    echo "grants: user $user was refused" >&2
    exit 1
  fi
  echo "grants: user $user may $access"
done < "$USERS"

# Users live in memory until they are saved.
answer="$(cli acl save)"
if [ "$answer" != OK ]; then
  echo "grants: the users could not be saved: $answer" >&2
  exit 1
fi
