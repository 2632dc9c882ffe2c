# Processes of a local topology, by the files that say which they are. Sourced by up, down and status.
# shellcheck shell=bash

default_directory() { printf '%s\n' "${XDG_STATE_HOME:-/tmp}/judger-local-$(id -u)"; }

# In the order in which they are started; they are stopped in the reverse one.
# shellcheck disable=SC2034
all_names=(redis silo-a silo-b silo-c gateway prometheus)

# When a process was started, in clock ticks since boot: with its id it is that process and no later one that got its id.
started_at() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  # The command's name may have spaces and brackets; what follows its last bracket has not.
  read -r -a stat <<<"${stat##*) }"
  # A zombie has ended.
  [ "${stat[0]}" != Z ] && printf '%s\n' "${stat[19]}"
}

remember() { printf '%s %s\n' "$2" "$(started_at "$2")" > "$1"; }

# Prints the id when the process of a pid file runs.
running() {
  local pid started
  read -r pid started 2>/dev/null < "$1" || return 1
  [ "$(started_at "$pid")" = "$started" ] && printf '%s\n' "$pid"
}

# Tells the processes of pid files to stop and waits; after the given seconds they are killed.
stop_all() {
  local patience=$1 file pid deadline
  shift
  for file in "$@"; do pid=$(running "$file") && kill -TERM "$pid" 2>/dev/null; done
  deadline=$((SECONDS + patience))
  for file in "$@"; do
    while pid=$(running "$file"); do
      if [ "$SECONDS" -ge "$deadline" ]; then
        echo "$(basename "$file" .pid) has not stopped in $patience s and is killed." >&2
        kill -KILL "$pid" 2>/dev/null
        deadline=$((SECONDS + 5))
      fi
      sleep 0.1
    done
    rm -f "$file"
  done
}
