#!/bin/sh
# Makes users and rights on an Elasticsearch server. May run again and again: passwords and rights are set anew.
#
# Reads INSTANCE_SCHEME (http where it is not said), INSTANCE_HOST, INSTANCE_PORT, ADMIN_USER, ADMIN_PASSWORD and the table USERS:
#   user <tab> variable with the password <tab> - <tab> - <tab> read, write or read-write, or monitor (what turns its state into metrics)
set -eu
umask 077

server="${INSTANCE_SCHEME:-http}://$INSTANCE_HOST:$INSTANCE_PORT"
tab="$(printf '\t')"
# The administrator's password lies in a file that only this process reads, so that no process list shows it.
config="$(mktemp)"
trap 'rm -f "$config"' EXIT
printf 'user = "%s:%s"\n' "$ADMIN_USER" "$ADMIN_PASSWORD" > "$config"

put() {
  curl --silent --show-error --fail --max-time 20 --config "$config" --header 'content-type: application/json' \
    --output /dev/null --request PUT --data @- "$server/$1"
}

tries=0
until curl --silent --fail --max-time 5 --config "$config" --output /dev/null "$server/_cluster/health"; do
  tries=$((tries + 1))
  if [ "$tries" -ge 90 ]; then
    echo "grants: $server did not let $ADMIN_USER in within three minutes" >&2
    exit 1
  fi
  sleep 2
done

while IFS="$tab" read -r user variable _ _ access _; do
  [ -n "$user" ] || continue
  indices='"/[^.].*/"' rights=""
  case "$access" in
    # How much there is in each index, and nothing of what is in it.
    monitor) indices='"*"' rights='"monitor", "view_index_metadata"' ;;
    read) rights='"read", "view_index_metadata"' ;;
    write) rights='"write", "create_index", "view_index_metadata"' ;;
    *) rights='"read", "write", "create_index", "manage", "view_index_metadata"' ;;
  esac
  # Indices whose names begin with a dot belong to the server.
  printf '{"cluster":["monitor"],"indices":[{"names":[%s],"privileges":[%s]}]}' "$indices" "$rights" | put "_security/role/$user"
  printf '{"password":"%s","roles":["%s"]}' "$(printenv "$variable")" "$user" | put "_security/user/$user"
  echo "grants: user $user may $access"
done < "$USERS"
