#!/usr/bin/env bash
# Measures the ingestion of 1,000 photos uploaded at once: photos a second, and the peak memory of
# the functions host and its app together.
# Adds a line to bench/ingestion.csv.
#
#   bench/ingestion.sh [FOLDER]      FOLDER has one sub-folder for each class and at least 1,000 photos;
#                                    without it, 1,000 photos are drawn (minutes, the first time)
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
COUNT=1000
CSV="$ROOT/bench/ingestion.csv"
WORK=$(mktemp -d)
state="$WORK/state"
up=
finish() {
    [ -z "$up" ] || { kill -TERM "$up" 2>/dev/null && wait "$up" 2>/dev/null; } || true
    rm -rf "$WORK"
}
trap finish EXIT

if [ $# -gt 0 ]; then
    source=$(cd "$1" && pwd -P)
else
    source="$ROOT/.local/bench/drawn"
    if [ ! -f "$source/.complete" ]; then
        echo "drawing $COUNT photos ..." >&2
        dotnet run --project "$ROOT/samples" -- "$source" --count $((COUNT / 4)) --seed 1 >&2
        touch "$source/.complete"
    fi
fi

# Exactly COUNT files, the same each time.
(cd "$source" && find . -mindepth 2 -type f ! -name '.*' | LC_ALL=C sort | awk -v n="$COUNT" '{ line[NR] = $0 } END { if (NR < n) exit 1; for (i = 0; i < n; i++) print line[1 + int(i * NR / n)] }') >"$WORK/list" ||
    { echo "$source has fewer than $COUNT photos" >&2; exit 2; }
while IFS= read -r file; do
    mkdir -p "$WORK/photos/$(dirname "$file")"
    cp "$source/$file" "$WORK/photos/$file"
done <"$WORK/list"

export IMGC_STATE="$state"
"$ROOT/run" doctor >/dev/null || true
"$ROOT/run" up >"$WORK/up.log" 2>&1 &
up=$!
until grep -q 'Ctrl-C ends them' "$WORK/up.log"; do
    kill -0 "$up" 2>/dev/null || { cat "$WORK/up.log" >&2; exit 3; }
    sleep 0.2
done
host=$(grep -A1 '"functions host"' "$state/run/stack.json" | grep -oE '"pid": [0-9]+' | grep -oE '[0-9]+')

start=$(date +%s.%N)
"$ROOT/run" upload "$WORK/photos" >&2
end=$(date +%s.%N)
# The host, and the process of the app that it started.
peak=$(for pid in "$host" $(pgrep -P "$host"); do cat "/proc/$pid/status" 2>/dev/null || true; done | awk '/VmHWM/ { kib += $2 } END { printf "%d", kib / 1024 }')

[ -f "$CSV" ] || echo "date,commit,cores,photos,seconds,photos_per_second,host_peak_mib,source,command" >"$CSV"
awk -v s="$start" -v e="$end" -v n="$COUNT" -v peak="$peak" -v d="$(date -u +%F)" -v c="$(git -C "$ROOT" rev-parse --short HEAD)" \
    -v cores="$(nproc)" -v src="$(basename "$(dirname "$source")")/$(basename "$source")" -v cmd="bench/ingestion.sh${1:+ FOLDER}" \
    'BEGIN { t = e - s; printf "%s,%s,%d,%d,%.1f,%.1f,%d,%s,%s\n", d, c, cores, n, t, n / t, peak, src, cmd }' | tee -a "$CSV"
