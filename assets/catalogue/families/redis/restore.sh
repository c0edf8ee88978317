#!/bin/sh
# Puts the copy in the folder $1 back into a running Valkey or Redis server, in the place of what it holds.
#
# A second server, which only this script reaches, reads the copy and hands each key over.
set -eu
umask 077

# The program has its maker's name in each image.
program="$(command -v valkey-cli || command -v redis-cli)"
server="$(command -v valkey-server || command -v redis-server)"

work="$(mktemp -d)"
cp "$1/dump.rdb" "$work/dump.rdb"
"$server" --port 0 --unixsocket "$work/socket" --dir "$work" --save '' --appendonly no --daemonize no > "$work/log" 2>&1 &
reader="$!"
trap 'kill "$reader"; rm -rf "$work"' EXIT

copy() {
  env -u REDISCLI_AUTH "$program" -s "$work/socket" "$@"
}
export REDISCLI_AUTH="$ADMIN_PASSWORD"
target() {
  "$program" -h "$INSTANCE_HOST" -p "$INSTANCE_PORT" --user "$ADMIN_USER" --no-auth-warning "$@"
}

tries=0
until [ "$(copy ping 2> /dev/null)" = PONG ]; do
  tries=$((tries + 1))
  if [ "$tries" -ge 600 ]; then
    echo "restore: the copy could not be read: $(tail -n 3 "$work/log")" >&2
    exit 1
  fi
  sleep 1
done

# The password reaches the script by standard input, so that no process list shows it.
cat > "$work/hand-over.lua" <<'LUA'
local moved, cursor = 0, '0'
repeat
  local page = redis.call('SCAN', cursor, 'COUNT', 500)
  cursor = page[1]
  if #page[2] > 0 then
    local call = { 'MIGRATE', ARGV[1], ARGV[2], '', ARGV[3], '60000', 'COPY', 'REPLACE', 'AUTH2', ARGV[4], ARGV[5], 'KEYS' }
    for _, key in ipairs(page[2]) do call[#call + 1] = key end
    redis.call(unpack(call))
    moved = moved + #page[2]
  end
until cursor == '0'
return moved
LUA

target flushall > /dev/null
script="$(copy -x script load < "$work/hand-over.lua")"
for database in $(copy info keyspace | sed -n 's/^db\([0-9]*\):.*/\1/p'); do
  answer="$(printf 'SELECT %s\nEVALSHA %s 0 %s %s %s %s %s\n' "$database" "$script" "$INSTANCE_HOST" "$INSTANCE_PORT" \
    "$database" "$ADMIN_USER" "$ADMIN_PASSWORD" | copy | tail -n 1)"
  case "$answer" in
    '' | *[!0-9]*)
      echo "restore: database $database could not be handed over: $answer" >&2
      exit 1
      ;;
  esac
  echo "restore: $answer keys of database $database"
done
