#!/usr/bin/env bash
# Measures the local Functions host with the app when nothing happens: processor time, memory and storage requests.
# Adds a line to bench/idle.csv. For a machine that does nothing else.
#
#   bench/idle.sh [SECONDS]      how long to look [60]
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
SECONDS_IDLE=${1:-60}
CSV="$ROOT/bench/idle.csv"
WORK=$(mktemp -d)
azurite= host=
finish() {
    [ -z "$host" ] || { kill -TERM "$host" 2>/dev/null && wait "$host" 2>/dev/null; } || true
    [ -z "$azurite" ] || { kill -TERM "$azurite" 2>/dev/null && wait "$azurite" 2>/dev/null; } || true
    rm -rf "$WORK"
}
trap finish EXIT

"$ROOT/run" doctor >/dev/null || true
blob=21100 queue=21101 table=21102
# Not silent: it prints a line for each request.
"$ROOT/build/azurite.cjs" --location "$WORK/azurite" --skipApiVersionCheck --disableTelemetry \
    --blobPort $blob --queuePort $queue --tablePort $table >"$WORK/azurite.log" 2>&1 &
azurite=$!
account=devstoreaccount1 key=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==
AzureWebJobsStorage="DefaultEndpointsProtocol=http;AccountName=$account;AccountKey=$key;BlobEndpoint=http://127.0.0.1:$blob/$account;QueueEndpoint=http://127.0.0.1:$queue/$account;TableEndpoint=http://127.0.0.1:$table/$account;" \
    dotnet "$ROOT/host/bin/Release/net10.0/functions-host.dll" "$ROOT/functions/bin/Release/net10.0" --port 0 >"$WORK/host.log" 2>&1 &
host=$!
until grep -q '^Host started\.' "$WORK/host.log"; do
    kill -0 "$host" 2>/dev/null || { cat "$WORK/host.log" >&2; exit 3; }
    sleep 0.2
done
app=$(pgrep -f "ImageClassifier.Functions.dll --host 127.0.0.1" | while read -r pid; do
    tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -q "BlobEndpoint=http://127.0.0.1:$blob/" && echo "$pid"; done | tail -n 1)

ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
resident() { awk '/VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$1/status"; }
requests() { grep -c '" [1-5][0-9][0-9] ' "$WORK/azurite.log"; }
# What starts at the start is not idle.
sleep 30
h=$(ticks "$host") a=$(ticks "$app") r=$(requests)
sleep "$SECONDS_IDLE"
h=$(($(ticks "$host") - h)) a=$(($(ticks "$app") - a)) r=$(($(requests) - r))
[ -f "$CSV" ] || echo "date,commit,cores,seconds,host_cpu_percent,app_cpu_percent,requests_per_second,host_mib,app_mib,command" >"$CSV"
awk -v d="$(date -u +%F)" -v c="$(git -C "$ROOT" rev-parse --short HEAD)" -v n="$(nproc)" -v s="$SECONDS_IDLE" -v h="$h" -v a="$a" -v r="$r" \
    -v hz="$(getconf CLK_TCK)" -v hm="$(resident "$host")" -v am="$(resident "$app")" \
    'BEGIN { printf "%s,%s,%d,%d,%.2f,%.2f,%.1f,%d,%d,bench/idle.sh\n", d, c, n, s, 100 * h / hz / s, 100 * a / hz / s, r / s, hm, am }' | tee -a "$CSV"
