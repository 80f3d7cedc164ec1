#!/usr/bin/env bash
# Attacks the database of a manager: full disk, lost files, damaged rows, kill -9 in a deletion, rights.
#
# usage: src/test/scripts/attack/store.sh [ATTACK ...]      all of them without a name
#   MANAGER   how a manager is started; java -jar target/joinly-manager.jar
#   EVENTS    events of the agent that is deleted; 300000
# Needs bash, curl and sqlite3; full_disk needs the right to mount a tmpfs, else it is left out.
# Prints one line for each attack; status 1 if one has succeeded.
set -u
MANAGER=${MANAGER:-java -jar target/joinly-manager.jar}
EVENTS=${EVENTS:-300000}
PORT=${PORT:-18765}
work=$(mktemp -d)
pid=
failed=0

end() {
  stop
  umount "$work/small" 2>/dev/null
  rm -rf "$work"
}
trap end EXIT

held() { echo "held    $1: $2"; }
broke() {
  echo "BROKEN  $1: $2"
  failed=1
}

# Starts a manager on the database $1 without agents in meetings; returns once it serves or has ended.
start() {
  SERVER_HOST=127.0.0.1 SERVER_PORT=$PORT STORE_PATH=$1 JOINLY_URL=http://127.0.0.1:9/mcp/ LOG_FORMAT=text \
    $MANAGER >"$work/log" 2>&1 &
  pid=$!
  for _ in $(seq 300); do
    kill -0 $pid 2>/dev/null || {
      wait $pid
      status=$?
      pid=
      return 1
    }
    curl -fs -o /dev/null "http://127.0.0.1:$PORT/health/live" && return 0
    sleep 0.2
  done
  return 1
}

stop() {
  [ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
  pid=
}

create() {
  curl -fs "http://127.0.0.1:$PORT/agents" -H 'Content-Type: application/json' \
    -d '{"name":"Ada","meeting_url":"https://meet.example/a","auto_join":false}' |
    sed 's/.*"id":"\(agent_[0-9a-f]*\)".*/\1/'
}

# A directory with a database that has two agents; the id of the first one is in $ada.
database() {
  local db=$work/$1/manager.db
  mkdir -p "$work/$1"
  start "$db" || {
    cat "$work/log"
    exit 2
  }
  ada=$(create)
  create >/dev/null
  stop
}

# Events of $1 in the database $2, as a long life leaves them.
long_life() {
  sqlite3 "$2" "
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $EVENTS)
    INSERT INTO events SELECT 1000 + i, '$1', 1000 + i, 'log',
      '{\"type\":\"log\",\"seq\":' || (1000 + i) || ',\"agent_id\":\"$1\",\"data\":{\"timestamp\":\"2026-03-01T10:00:00.000Z\",'
      || '\"level\":\"info\",\"message\":\"' || hex(randomblob(100)) || '\"},\"timestamp\":\"2026-03-01T10:00:00.000Z\"}'
    FROM n"
}

full_disk() {
  mkdir -p "$work/small"
  if ! mount -t tmpfs -o size=200k tmpfs "$work/small" 2>/dev/null; then
    echo "skipped full_disk: a tmpfs cannot be mounted"
    return
  fi
  head -c 180k /dev/zero >"$work/small/filler"
  if start "$work/small/manager.db"; then
    broke full_disk "it started"
  elif [ "$status" = 4 ] && grep -q "is full" "$work/log"; then
    held full_disk "status 4: $(grep -m1 'is full' "$work/log")"
  else
    broke full_disk "status $status: $(tail -1 "$work/log")"
  fi
  stop
  rm -f "$work/small/filler"
  umount "$work/small"
  mount -t tmpfs -o size=8m tmpfs "$work/small"
  head -c 8m /dev/zero >"$work/small/filler" 2>/dev/null
  (
    sleep 4
    rm -f "$work/small/filler"
  ) &
  if start "$work/small/manager.db"; then
    held full_disk_for_a_moment "it started once there was room"
  else
    broke full_disk_for_a_moment "status $status: $(tail -1 "$work/log")"
  fi
  stop
  umount "$work/small"
}

zero_byte() {
  database zero
  : >"$work/zero/manager.db"
  rm -f "$work/zero/manager.db-wal" "$work/zero/manager.db-shm"
  if start "$work/zero/manager.db"; then
    broke zero_byte "begun again with $(curl -s "http://127.0.0.1:$PORT/agents")"
  else
    held zero_byte "status $status: $(tail -1 "$work/log")"
  fi
  stop
}

missing() {
  database missing
  rm -f "$work"/missing/manager.db "$work"/missing/manager.db-*
  if start "$work/missing/manager.db"; then
    broke missing "begun again with $(curl -s "http://127.0.0.1:$PORT/agents")"
  else
    held missing "status $status"
  fi
  stop
}

damaged() { # name, SQL
  database "$1"
  sqlite3 "$work/$1/manager.db" "${2//ADA/$ada}"
  if ! start "$work/$1/manager.db"; then
    broke "$1" "status $status: $(tail -1 "$work/log")"
    return
  fi
  local agents
  agents=$(curl -s "http://127.0.0.1:$PORT/agents" | grep -o '"id":"agent_' | wc -l)
  curl -fs -o /dev/null "http://127.0.0.1:$PORT/agents/$ada/events"
  if curl -s "http://127.0.0.1:$PORT/agents/$ada/events" >"$work/events" &&
    grep -q "is damaged and left out" "$work/log"; then
    held "$1" "$agents agents; $(grep -m1 -o 'The row .*damaged' "$work/log")$(grep -o '"truncated":{[^}]*}' "$work/events" | sed 's/^/; /')"
  else
    broke "$1" "$agents agents, nothing is said"
  fi
  stop
}

damaged_rows() {
  damaged damaged_config "UPDATE agents SET config = '{' WHERE id = 'ADA'"
  damaged damaged_secrets "UPDATE agents SET secrets = 'AAAA' WHERE id = 'ADA'"
  damaged damaged_status "UPDATE agents SET status = 'asleep' WHERE id = 'ADA'"
  damaged damaged_event "INSERT INTO events VALUES (900, 'ADA', 2, 'log', '{')"
  damaged damaged_type "INSERT INTO events VALUES (900, 'ADA', 2, 'deed', '{}')"
  damaged damaged_usage "UPDATE agents SET config = config; INSERT INTO usages VALUES ('ADA', '{\"llm\":')"
}

# Overwrites each page of a small database in turn: the manager starts, or says in one line why not.
damaged_pages() {
  database pages
  local db=$work/pages/manager.db pages started=0 refused=0 silent=0
  sqlite3 "$db" "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
  cp -r "$work/pages" "$work/pages.whole"
  pages=$(sqlite3 "$db" "PRAGMA page_count")
  for page in $(seq 2 "${PAGE_STEP:-3}" "$pages"); do
    rm -rf "$work/pages"
    cp -r "$work/pages.whole" "$work/pages"
    head -c 4096 /dev/urandom | dd of="$db" bs=4096 seek=$((page - 1)) conv=notrunc status=none
    if start "$db"; then
      started=$((started + 1))
    elif grep -qE "damaged|cannot be used|key" "$work/log" && ! grep -q "Exception" "$work/log"; then
      refused=$((refused + 1))
    else
      silent=$((silent + 1))
      tail -3 "$work/log"
    fi
    stop
  done
  local sum="$started started, $refused refused with a sentence, $silent ended otherwise"
  [ $silent = 0 ] && held damaged_pages "$sum" || broke damaged_pages "$sum"
}

kill_in_deletion() {
  database kill
  long_life "$ada" "$work/kill/manager.db"
  start "$work/kill/manager.db" || {
    broke kill_in_deletion "status $status"
    return
  }
  curl -s -o "$work/deleted" -w '%{time_total}' -X DELETE "http://127.0.0.1:$PORT/agents/$ada" >"$work/time"
  kill -9 "$pid"
  wait "$pid" 2>/dev/null
  local left agents
  left=$(sqlite3 "$work/kill/manager.db" "SELECT count(*) FROM events WHERE agent_id = '$ada'")
  start "$work/kill/manager.db" || {
    broke kill_in_deletion "status $status after the kill"
    return
  }
  agents=$(curl -s "http://127.0.0.1:$PORT/agents" | grep -o '"id":"agent_' | wc -l)
  for _ in $(seq 300); do
    [ "$(sqlite3 "$work/kill/manager.db" "SELECT count(*) FROM events WHERE agent_id = '$ada'")" = 0 ] && break
    sleep 0.5
  done
  local rest
  rest=$(sqlite3 "$work/kill/manager.db" "SELECT count(*) FROM events WHERE agent_id = '$ada'")
  local sum="answered in $(cat "$work/time") s, $left events left at the kill, $agents agent after it, $rest events at the end"
  [ "$agents" = 1 ] && [ "$rest" = 0 ] && held kill_in_deletion "$sum" || broke kill_in_deletion "$sum"
  stop
}

rights() {
  database rights
  chmod 644 "$work"/rights/manager.db*
  start "$work/rights/manager.db"
  create >/dev/null
  local open
  open=$(find "$work/rights" -type f -perm /077 -printf '%f ')
  [ -z "$open" ] && held rights "all files have mode 0600" || broke rights "open to others: $open"
  stop
}

for attack in ${*:-full_disk zero_byte missing damaged_rows damaged_pages kill_in_deletion rights}; do
  $attack
done
exit $failed
