#!/bin/sh
# Makes topics, users and rights on a Kafka server. May run again and again: passwords are set anew, what is there stays.
#
# Reads INSTANCE_HOST, INSTANCE_PORT, INSTANCE_PROTOCOL (SASL_PLAINTEXT where it is not said), ADMIN_USER, ADMIN_PASSWORD,
# PASSWORDS (elsewhere: the server knows them already) and the table USERS:
#   user <tab> variable with the password <tab> - <tab> - <tab> read, write or read-write
#   <tab> topics to write to <tab> topics to read from <tab> groups; lists by commas, - for all
set -euf
umask 077

bin=/opt/kafka/bin
server="$INSTANCE_HOST:$INSTANCE_PORT"
tab="$(printf '\t')"
export LOG_DIR=/tmp/kafka-logs
settings="$(mktemp)"
trap 'rm -f "$settings"' EXIT
cat > "$settings" <<PROPERTIES
security.protocol=${INSTANCE_PROTOCOL:-SASL_PLAINTEXT}
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="$ADMIN_USER" password="$ADMIN_PASSWORD";
PROPERTIES

tool() {
  name="$1"
  shift
  "$bin/$name.sh" --bootstrap-server "$server" --command-config "$settings" "$@"
}

tries=0
until tool kafka-topics --list > /dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -ge 24 ]; then
    echo "grants: $server did not let $ADMIN_USER in within two minutes" >&2
    exit 1
  fi
  sleep 5
done

# Rights of a user on what a list names: user, kind of thing, list, operations.
allow() {
  principal="User:$1"
  kind="$2"
  list="$3"
  shift 3
  operations=""
  for operation in "$@"; do operations="$operations --operation $operation"; done
  [ "$list" != - ] || list='*'
  for thing in $(echo "$list" | tr ',' ' '); do
    pattern=literal
    # Of a name with a wildcard what stands before it is what counts.
    case "$thing" in
      \*) ;;
      *[*#]*) pattern=prefixed thing="${thing%%[*#]*}" ;;
      *) [ "$kind" != topic ] || tool kafka-topics --create --if-not-exists --topic "$thing" > /dev/null ;;
    esac
    # shellcheck disable=SC2086
    tool kafka-acls --add --allow-principal "$principal" $operations "--$kind" "$thing" --resource-pattern-type "$pattern" > /dev/null
  done
}

# A server that knows no rights yet lets everybody do everything; with the first ones for all names it refuses the rest.
if [ "${PASSWORDS:-}" = elsewhere ]; then
  tool kafka-acls --add --allow-principal "User:$ADMIN_USER" --operation All --cluster > /dev/null
  for kind in topic group transactional-id; do
    tool kafka-acls --add --allow-principal "User:$ADMIN_USER" --operation All "--$kind" '*' > /dev/null
  done
fi

while IFS="$tab" read -r user variable _ _ access write read groups <&3; do
  [ -n "$user" ] || continue
  if [ "${PASSWORDS:-}" != elsewhere ]; then
    tool kafka-configs --alter --entity-type users --entity-name "$user" \
      --add-config "SCRAM-SHA-512=[password=$(printenv "$variable")]" > /dev/null
  fi
  # What an edge no longer gives must not stay.
  for kind in topic group; do
    tool kafka-acls --remove --force --allow-principal "User:$user" "--$kind" '*' --resource-pattern-type any > /dev/null 2>&1 || true
  done
  case "$access" in *write) allow "$user" topic "$write" Write Describe ;; esac
  case "$access" in read*)
    allow "$user" topic "$read" Read Describe
    allow "$user" group "$groups" Read
    ;;
  esac
  echo "grants: user $user may $access"
done 3< "$USERS"
