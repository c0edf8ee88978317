# Starts PgBouncer with its settings and with the passwords of those who may come in; the server gets the same ones.
set -eu
umask 077
printf '%s\n' "$POOLER_SETTINGS" > /tmp/pgbouncer.ini
for user in $POOLER_USERS; do
  printf '"%s" "%s"\n' "${user%%=*}" "$(printenv "${user#*=}")"
done > /tmp/users.txt
exec pgbouncer /tmp/pgbouncer.ini
