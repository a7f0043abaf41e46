#!/bin/sh
# Owns one PostgreSQL for measuring. Its data stay when it ends, since filling them takes long; otherwise as postgres.sh.
# usage: cluster.sh <folder of the binaries> <port> <owner, or nothing for the present user> <folder of the data>
set -eu
bin=$1 port=$2 owner=$3 dir=$4
ready=

# runuser lies there, and a root that came by plain `su` does not look there.
PATH=$PATH:/usr/sbin:/sbin

# Nobody may be left to read "ready", and that must not skip stopping.
trap '' PIPE
trap finish EXIT
trap 'exit 1' HUP INT TERM

as_owner() {
    if [ -n "$owner" ]; then runuser -u "$owner" -- "$@"; else "$@"; fi
}

finish() {
    trap - EXIT HUP INT TERM
    if [ -z "$ready" ]; then cat "$dir"/*.log >&2; fi
    if [ -f "$dir/data/postmaster.pid" ]; then
        as_owner "$bin/pg_ctl" stop --pgdata="$dir/data" --mode=fast --wait >/dev/null 2>&1 || true
    fi
}

mkdir -p "$dir"
if [ -n "$owner" ]; then chown "$owner" "$dir"; fi
cd "$dir"
if [ ! -f "$dir/data/PG_VERSION" ]; then
    as_owner "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
        >initdb.log 2>&1
    echo "include 'bench.conf'" >>"$dir/data/postgresql.conf"
fi
# As an operator would set it for a machine of 8 GB or more; what is answered is on disk (fsync stays on). The log in JSON is
# read for the statements that a request sends.
cat >"$dir/data/bench.conf" <<EOF_CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$dir'
max_connections = 100
shared_buffers = '2GB'
effective_cache_size = '6GB'
max_wal_size = '4GB'
checkpoint_timeout = '30min'
random_page_cost = 1.1
logging_collector = on
log_destination = 'jsonlog'
log_directory = 'log'
log_filename = 'bench'
log_rotation_age = 0
log_rotation_size = 0
EOF_CONF
rm -f "$dir"/data/log/*
if [ -n "$owner" ]; then chown "$owner" "$dir/data/bench.conf"; fi
as_owner "$bin/pg_ctl" start --pgdata="$dir/data" --log="$dir/server.log" --wait >/dev/null
ready=1
echo ready
exec >/dev/null
cat >/dev/null
