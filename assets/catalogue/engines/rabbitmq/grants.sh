#!/bin/sh
# Makes users and rights on a RabbitMQ server over its management API.
# May run again and again: passwords and rights are set anew.
#
# Reads INSTANCE_SCHEME (http where it is not said), INSTANCE_HOST, INSTANCE_PORT, ADMIN_USER, ADMIN_PASSWORD and the table USERS:
#   user <tab> variable with the password <tab> - <tab> - <tab> read, write or read-write
set -eu

api="${INSTANCE_SCHEME:-http}://$INSTANCE_HOST:$INSTANCE_PORT/api"
tab="$(printf '\t')"
# The administrator's password lies in a file that only this process reads, so that no process list shows it.
config="$(mktemp)"
trap 'rm -f "$config"' EXIT
printf 'user = "%s:%s"\n' "$ADMIN_USER" "$ADMIN_PASSWORD" > "$config"

call() {
  curl --silent --show-error --fail --max-time 10 --config "$config" --header 'content-type: application/json' "$@"
}

tries=0
until call "$api/health/checks/virtual-hosts" > /dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -ge 60 ]; then
    echo "grants: $INSTANCE_HOST:$INSTANCE_PORT did not answer within two minutes" >&2
    exit 1
  fi
  sleep 2
done

while IFS="$tab" read -r user variable _ _ access _; do
  [ -n "$user" ] || continue
  read='^$'
  write='^$'
  case "$access" in
    # Binding a queue writes to it: a reader may do so with queues that are named after it.
    read) read='.*' write="^(amq[.]gen|$user).*" ;;
    write) write='.*' ;;
    *) read='.*' write='.*' ;;
  esac
  printf '{"password":"%s","tags":""}' "$(printenv "$variable")" | call --request PUT --data @- "$api/users/$user"
  # Programs declare the exchanges and queues that they use.
  printf '{"configure":".*","write":"%s","read":"%s"}' "$write" "$read" | call --request PUT --data @- "$api/permissions/%2F/$user"
  echo "grants: user $user may $access"
done < "$USERS"
