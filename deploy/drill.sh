#!/bin/sh
# Restores a backup of a desk on SQLite beside the desk, and says whether it is whole. Needs lotse, sqlite3 and unshare.
# usage: drill.sh <folder>
# The folder holds lotse.db (a backup, not the database in use), signing-key.pem, the newest tombstones.jsonl, and files where they
# lie in the data folder. It is copied, and the copy is deleted at the end.
set -eu
backup=$(realpath "$1")

# The copy has the outbox of the desk: without a network nothing that waited is sent a second time.
if [ -z "${LOTSE_DRILL_ALONE:-}" ]; then
    export LOTSE_DRILL_ALONE=1
    exec unshare --user --map-root-user --net sh "$0" "$backup"
fi
unset LOTSE_DRILL_ALONE
ip link set lo up

started=$(date +%s)
copy=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" || true; fi; rm -rf "$copy"' EXIT
cp -R "$backup/." "$copy"
rm -f "$copy/lotse.db-wal" "$copy/lotse.db-shm"

database() { sqlite3 "$copy/lotse.db" "$1"; }
echo "integrity: $(database 'PRAGMA integrity_check')"
echo "in the backup: $(database 'SELECT count(*) FROM tickets') tickets, the newest $(database 'SELECT max(number) FROM tickets');" \
    "$(database 'SELECT count(*) FROM comments') comments, $(database 'SELECT count(*) FROM users') people"

export LOTSE_DATA_DIR="$copy" LOTSE_LISTEN=127.0.0.1:8080 LOTSE_PUBLIC_URL=https://drill.invalid LOTSE_LOG=warn
lotse serve &
server=$!
tries=0
until lotse health 2>/dev/null; do
    tries=$((tries + 1))
    if ! kill -0 "$server" 2>/dev/null || [ "$tries" -gt 300 ]; then echo 'the server does not start; its log is above' >&2; exit 1; fi
    sleep 1
done
echo "served after $(($(date +%s) - started)) s: $(database 'SELECT count(*) FROM tickets') tickets are left after what was erased since"
lotse audit verify
