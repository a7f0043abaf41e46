#!/bin/sh
# Owns one throw-away clamd, as postgres.sh owns its server: it lives as long as the other end of its standard input.
# usage: clamd.sh <program> <port>
set -eu
program=$1 port=$2
daemon=

# Nobody may be left to read "ready", and that must not skip the clean-up.
trap '' PIPE
dir=$(mktemp -d "${TMPDIR:-/tmp}/lotse-clamd.XXXXXX")
trap finish EXIT
trap 'exit 1' HUP INT TERM

finish() {
    trap - EXIT HUP INT TERM
    if [ -n "$daemon" ]; then kill "$daemon" 2>/dev/null || true; wait "$daemon" 2>/dev/null || true; fi
    cd / && rm -rf "$dir"
}

cd "$dir"
mkdir signatures
# The EICAR test file, in hexadecimal digits so that no scanner finds this script: one signature is all there is.
printf 'Eicar-Test:0:*:%s\n' 58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a >signatures/eicar.ndb
cat >clamd.conf <<EOF_CONF
Foreground yes
TCPSocket $port
TCPAddr 127.0.0.1
DatabaseDirectory $dir/signatures
TemporaryDirectory $dir
LogFile $dir/clamd.log
StreamMaxLength 26M
MaxFileSize 26M
MaxScanSize 64M
AlertExceedsMax yes
EOF_CONF
if [ "$(id -u)" = 0 ]; then echo 'User root' >>clamd.conf; fi
"$program" --config-file="$dir/clamd.conf" >/dev/null 2>&1 &
daemon=$!
until [ "$(printf 'zPING\0' | timeout 1 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port && cat >&3 && head -c4 <&3" 2>/dev/null)" = PONG ]; do
    if ! kill -0 "$daemon" 2>/dev/null; then cat clamd.log >&2 || true; daemon=; exit 1; fi
done
echo ready
exec >/dev/null
cat >/dev/null
