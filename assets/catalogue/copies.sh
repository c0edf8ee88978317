#!/bin/sh
# Copies of an instance's data: takes them, keeps them for some days, puts one back.
#
#   copies.sh take              one now
#   copies.sh watch             by the time table SCHEDULE (five cron fields, UTC), for ever
#   copies.sh list              which there are, oldest first
#   copies.sh restore [NAME]    the newest, or that one; what is stored now is replaced
#
# Reads COPIES (the folder), KEEP_DAYS, and what backup.sh and restore.sh beside it read: INSTANCE_HOST,
# INSTANCE_PORT, and BACKUP_USER and BACKUP_PASSWORD to take one, ADMIN_USER and ADMIN_PASSWORD to put one back.
# Those two are the engine's part; each gets the folder of one copy.
set -euf
umask 077

here="$(dirname "$0")"
failed=/tmp/copies-failed

names() {
  set +f
  for copy in "$COPIES"/[0-9]*Z; do
    [ ! -d "$copy" ] || basename "$copy"
  done
  set -f
}

# Takes one. It has its name only once it is whole.
take() {
  name="$(date -u +%Y%m%dT%H%M%SZ)"
  rm -rf "$COPIES/taking"
  mkdir "$COPIES/taking"
  sh "$here/backup.sh" "$COPIES/taking"
  mv "$COPIES/taking" "$COPIES/$name"
  oldest="$(date -u -d "@$(($(date +%s) - KEEP_DAYS * 86400))" +%Y%m%dT%H%M%SZ)"
  for old in $(names); do
    if expr "$old" \< "$oldest" > /dev/null; then
      rm -rf "${COPIES:?}/$old"
      echo "copies: $old is older than $KEEP_DAYS days and was removed"
    fi
  done
  echo "copies: took $name of $INSTANCE_HOST"
}

restore() {
  name="${1:-$(names | tail -n 1)}"
  if [ -z "$name" ] || [ ! -d "$COPIES/$name" ]; then
    echo "copies: there is no copy '$name' of $INSTANCE_HOST; there are: $(names | tr '\n' ' ')" >&2
    exit 1
  fi
  if [ -z "${ADMIN_PASSWORD:-}" ]; then
    echo "copies: only the administrator may replace what $INSTANCE_HOST holds: set ADMIN_PASSWORD" >&2
    exit 1
  fi
  sh "$here/restore.sh" "$COPIES/$name"
  echo "copies: $INSTANCE_HOST holds what it held at $name"
}

# Whether a number fits a field of the time table: field, number, least, most.
fits() {
  words="$(echo "$1" | tr 'A-Z,' 'a-z ' | sed 's/sun/0/g; s/mon/1/g; s/tue/2/g; s/wed/3/g; s/thu/4/g; s/fri/5/g; s/sat/6/g
    s/jan/1/g; s/feb/2/g; s/mar/3/g; s/apr/4/g; s/may/5/g; s/jun/6/g; s/jul/7/g; s/aug/8/g; s/sep/9/g; s/oct/10/g; s/nov/11/g; s/dec/12/g')"
  for word in $words; do
    step=1
    most="$4"
    case "$word" in
      */*) step="${word#*/}" word="${word%%/*}" ;;
      *) case "$word" in \* | *-*) ;; *) most="$word" ;; esac ;;
    esac
    case "$word" in
      \*) from="$3" to="$most" ;;
      *-*) from="${word%-*}" to="${word#*-}" ;;
      *) from="$word" to="$most" ;;
    esac
    if [ "$2" -ge "$from" ] && [ "$2" -le "$to" ] && [ $((($2 - from) % step)) -eq 0 ]; then return 0; fi
  done
  return 1
}

# Whether a weekday fits its field; Sunday has two numbers.
weekday() {
  fits "$1" "$2" 0 7 || { [ "$2" -eq 0 ] && fits "$1" 7 0 7; }
}

# Whether the table names this minute: minute, hour, day, month, weekday, then the five fields.
due() {
  fits "$6" "$1" 0 59 && fits "$7" "$2" 0 23 && fits "$9" "$4" 1 12 || return 1
  # As in cron: where day and weekday are both narrowed down, one of them is enough.
  case "$8 ${10}" in
    "* "*) weekday "${10}" "$5" ;;
    *" *") fits "$8" "$3" 1 31 ;;
    *) fits "$8" "$3" 1 31 || weekday "${10}" "$5" ;;
  esac
}

# A number without its leading zero, which the shell would take for an octal one.
plain() {
  for number in "$@"; do
    case "$number" in 0?) number="${number#0}" ;; esac
    echo "$number"
  done
}

watch() {
  trap 'exit 0' TERM INT
  last=""
  echo "copies: of $INSTANCE_HOST at $SCHEDULE (UTC), kept for $KEEP_DAYS days"
  while :; do
    minute="$(date -u '+%M %H %d %m %w')"
    # shellcheck disable=SC2046,SC2086
    if [ "$minute" != "$last" ] && due $(plain $minute) $SCHEDULE; then
      # What failed is seen from outside: the container is not healthy until a copy works again.
      if sh "$0" take; then rm -f "$failed"; else touch "$failed"; fi
    fi
    last="$minute"
    sleep 20 &
    wait "$!"
  done
}

case "${1:-take}" in
  take) take ;;
  watch) watch ;;
  list) names ;;
  restore) restore "${2:-}" ;;
  *)
    echo "copies: take, watch, list or restore [NAME], not '$1'" >&2
    exit 2
    ;;
esac
