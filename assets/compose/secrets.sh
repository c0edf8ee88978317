#!/bin/sh
# Makes the secrets of this system on this machine: env files in ../secrets and a certificate for the gateway.
# May run again and again: what is there is kept, what is new is added. Nothing leaves the machine.
#
# Reads secrets.tsv: file <tab> variable <tab> random, given or text <tab> argument <tab> purpose.
# A given value is taken from a variable of the same name, else asked for, else left empty and named at the end.
set -eu

here="$(cd "$(dirname "$0")" && pwd)"
folder="$here/../secrets"
tab="$(printf '\t')"
umask 077
mkdir -p "$folder"
chmod 700 "$folder"

value_of() {
  [ -f "$folder/$1.env" ] || return 0
  sed -n "s/^$2=//p" "$folder/$1.env" | head -n 1
}

put() {
  file="$folder/$1.env"
  touch "$file"
  { grep -v "^$2=" "$file" || true; printf '%s=%s\n' "$2" "$3"; } > "$file.new"
  mv "$file.new" "$file"
}

random() {
  # Reading more than is kept makes up for the characters that are thrown away.
  LC_ALL=C tr -dc 'A-Za-z0-9' < /dev/urandom | dd bs=1 count="$1" 2> /dev/null
}

missing=""

while IFS="$tab" read -r secret variable kind argument purpose <&3; do
  held="$(value_of "$secret" "$variable")"
  case "$kind" in
    random)
      [ -n "$held" ] || put "$secret" "$variable" "$(random "$argument")"
      ;;
    given)
      if [ -z "$held" ]; then
        given="$(printenv "$variable" || true)"
        if [ -z "$given" ] && [ -t 0 ]; then
          printf '%s (%s): ' "$variable" "$purpose" >&2
          read -r given
        fi
        put "$secret" "$variable" "$given"
        [ -n "$given" ] || missing="$missing
  secrets/$secret.env: $variable ($purpose)"
      fi
      ;;
  esac
done 3< "$here/secrets.tsv"

# Texts hold other secrets as @{secret/variable}; they are made anew each time.
while IFS="$tab" read -r secret variable kind argument _ <&3; do
  [ "$kind" = text ] || continue
  text="$argument"
  while :; do
    case "$text" in
      *"@{"*"}"*)
        before="${text%%"@{"*}"
        rest="${text#*"@{"}"
        name="${rest%%"}"*}"
        text="$before$(value_of "${name%%/*}" "${name#*/}")${rest#*"}"}"
        ;;
      *) break ;;
    esac
  done
  put "$secret" "$variable" "$text"
done 3< "$here/secrets.tsv"

tls="$folder/tls"
if [ ! -f "$tls/tls.crt" ] || [ ! -f "$tls/tls.key" ]; then
  mkdir -p "$tls"
  openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=localhost" \
    -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
    -keyout "$tls/tls.key" -out "$tls/tls.crt" 2> /dev/null
  # The gateway runs as a user of its own; who may not enter ../secrets comes no further either.
  chmod 755 "$tls"
  chmod 644 "$tls/tls.key" "$tls/tls.crt"
  echo "secrets: made a certificate for localhost, valid for a year"
fi

if [ -n "$missing" ]; then
  echo "secrets: these still need a value, nothing that uses them starts before:$missing" >&2
  exit 3
fi
echo "secrets: complete, in $folder"
