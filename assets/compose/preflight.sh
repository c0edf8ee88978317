#!/bin/sh
# Refuses to start while a secret is missing, and says which.
set -eu

tab="$(printf '\t')"
missing=""
while IFS="$tab" read -r secret variable _; do
  grep -q "^$variable=." "/secrets/$secret.env" 2> /dev/null || missing="$missing
  secrets/$secret.env: $variable"
done < /groundplan/secrets.tsv
[ -f /secrets/tls/tls.crt ] || missing="$missing
  secrets/tls/tls.crt"

if [ -n "$missing" ]; then
  echo "preflight: run scripts/secrets.sh first; still missing:$missing" >&2
  exit 1
fi
