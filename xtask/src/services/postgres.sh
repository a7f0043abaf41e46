#!/bin/sh
# Owns one throw-away PostgreSQL from its first file to its last. It lives as long as the other end of its standard
# input: xtask holds that, so the server and its data go away however xtask ends, be it by Ctrl-C or SIGKILL.
# usage: postgres.sh <folder of the binaries> <port> <owner, or nothing for the present user>
set -eu
bin=$1 port=$2 owner=$3
ready=

# runuser lies there, and a root that came by plain `su` does not look there.
PATH=$PATH:/usr/sbin:/sbin

# Nobody may be left to read "ready", and that must not skip the clean-up.
trap '' PIPE
dir=$(mktemp -d "${TMPDIR:-/tmp}/lotse-postgres.XXXXXX")
trap finish EXIT
trap 'exit 1' HUP INT TERM

as_owner() {
    if [ -n "$owner" ]; then runuser -u "$owner" -- "$@"; else "$@"; fi
}

finish() {
    trap - EXIT HUP INT TERM
    if [ -z "$ready" ]; then cat "$dir"/*.log >&2; fi
    if [ -f "$dir/data/postmaster.pid" ]; then
        as_owner "$bin/pg_ctl" stop --pgdata="$dir/data" --mode=immediate --wait >/dev/null 2>&1 || true
    fi
    cd / && rm -rf "$dir"
}

if [ -n "$owner" ]; then chown "$owner" "$dir"; fi
cd "$dir"
as_owner "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
    --no-sync >initdb.log 2>&1
cat >>"$dir/data/postgresql.conf" <<EOF_CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$dir'
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
# Every test has a database of its own, and it would look into hundreds of them several times a second.
autovacuum = off
EOF_CONF
as_owner "$bin/pg_ctl" start --pgdata="$dir/data" --log="$dir/server.log" --wait >/dev/null
ready=1
echo ready
exec >/dev/null
cat >/dev/null
