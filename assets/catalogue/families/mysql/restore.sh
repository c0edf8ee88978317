#!/bin/sh
# Puts the databases of the copy in the folder $1 back into a MariaDB or MySQL server, in the place of what it holds.
set -eu
umask 077

# The programs have their maker's name in each image.
client="$(command -v mariadb || command -v mysql)"

options="$(mktemp)"
trap 'rm -f "$options"' EXIT
printf '[client]\nhost=%s\nport=%s\nprotocol=tcp\nuser=%s\npassword="%s"\n' \
  "$INSTANCE_HOST" "$INSTANCE_PORT" "$ADMIN_USER" "$ADMIN_PASSWORD" > "$options"

while read -r database; do
  gzip --test "$1/$database.sql.gz"
  gzip --decompress --stdout "$1/$database.sql.gz" | "$client" --defaults-file="$options" --batch
  echo "restore: $database"
done < "$1/databases"
