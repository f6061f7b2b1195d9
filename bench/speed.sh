#!/usr/bin/env bash
# Times training against the Python peers of bench/peer, in turn: ours, peer, ours, peer ... Adds lines to bench/speed.csv: medians over the
# rounds, and the median of the rounds' ratios. For a machine that does nothing else.
#
#   IMAGECLASSIFIER_WEIGHTS=FOLDER bench/speed.sh [--rounds N] [--only epoch,frozen,study] [--python PROGRAM] DATA SMALL
#
#   DATA    photos in train/ and val/, for an epoch of ResNet-18 and for the frozen backbone (hymenoptera)
#   SMALL   photos in train/ and test/, for the study of eight experiments (everyday4)
#   PROGRAM a Python with torch and torchvision [/usr/bin/python3: Debian's python3-torch and python3-torchvision]
#
# epoch   an epoch of ResNet-18 at 224 with its validation, the first epoch not counted, all in batches of 32
# frozen  a frozen MobileNetV2 from the start of the process to TARGET validation accuracy; the tutorial's script in its batches of 4
# study   eight experiments with a small CNN from start to end, against the tuned script started eight times
#
# frozen and study time ours in float32 and in bfloat16 against the same runs of the peer.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
CSV="$ROOT/bench/speed.csv"
TARGET=0.94
rounds=3 only=epoch,frozen,study python=/usr/bin/python3
command="bench/speed.sh $*"
while [ $# -gt 2 ]; do
    case $1 in
        --rounds) rounds=$2 ;;
        --only) only=$2 ;;
        --python) python=$2 ;;
        *) break ;;
    esac
    shift 2
done
[ $# -eq 2 ] || { sed -n '2,15p' "${BASH_SOURCE[0]}" >&2; exit 2; }
data=$(cd "$1" && pwd -P) small=$(cd "$2" && pwd -P)
# No path of this machine in the table.
command=${command//"$1"/DATA} command=${command//"$2"/SMALL}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

dotnet build "$ROOT/worker/worker.csproj" -v q --nologo >&2
# Nothing that another run left behind helps: the cache of photos and features begins empty.
worker() {
    rm -rf "$WORK/cache"
    IMAGECLASSIFIER_CACHE="$WORK/cache" measured ours dotnet "$ROOT/worker/bin/Release/net10.0/worker.dll" train "$@" --out "$WORK/out"
}
peer() { local name=$1; shift; measured "$name" "$python" "$ROOT/bench/peer/$name.py" "$@" --json "$WORK/peer.json"; }
# Sets "seconds" and "mib" to those of the whole process; what it says goes to a log that is shown when it fails.
measured() {
    rm -rf "$WORK/out" "$WORK/peer.json"
    echo "  $*" >&2
    shift
    "$python" "$ROOT/bench/speed/measure.py" "$WORK/measured.json" "$@" >"$WORK/log" 2>&1 || { cat "$WORK/log" >&2; exit 1; }
    seconds=$(json "$WORK/measured.json" seconds) mib=$(json "$WORK/measured.json" peakMib)
}
json() { "$python" -c 'import json, sys; print(json.loads(open(sys.argv[1]).readlines()[-1])[sys.argv[2]])' "$@"; }
# The median of our epochs after the first, from the result of the only run.
our_epoch() {
    "$python" -c 'import json, statistics, sys; print(statistics.median(e["seconds"] for e in json.load(open(sys.argv[1]))["epochs"][1:]))' \
        "$(find "$WORK/out/runs" -name result.json)"
}
our_accuracy() { "$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["bestValAccuracy"])' "$(find "$WORK/out/runs" -name result.json)"; }
median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# row WHAT PEER NOTE: from $WORK/pairs, a line a round: our seconds, the peer's, our MiB, the peer's.
row() {
    [ -f "$CSV" ] || echo "date,commit,cores,processor,what,peer,rounds,ours_seconds,peer_seconds,ratio,ours_mib,peer_mib,note,command" >"$CSV"
    local ours theirs ratio our_mib their_mib
    ours=$(cut -d' ' -f1 "$WORK/pairs" | median) theirs=$(cut -d' ' -f2 "$WORK/pairs" | median)
    ratio=$(awk '{ print $2 / $1 }' "$WORK/pairs" | median)
    our_mib=$(cut -d' ' -f3 "$WORK/pairs" | median) their_mib=$(cut -d' ' -f4 "$WORK/pairs" | median)
    printf '%s,%s,%s,%s,%s,%s,%s,%.2f,%.2f,%.2f,%.0f,%.0f,%s,%s\n' "$(date -u +%F)" "$(git -C "$ROOT" rev-parse --short HEAD)" "$(nproc)" \
        "$(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo)" "$1" "$2" "$rounds" "$ours" "$theirs" "$ratio" "$our_mib" "$their_mib" "$3" "${command//,/ }" |
        tee -a "$CSV"
}

epoch() {
    local sort ours our_mib
    for sort in "tutorial float32" "tuned float32" "tuned bfloat16"; do
        read -r name precision <<<"$sort"
        : >"$WORK/pairs"
        for _ in $(seq "$rounds"); do
            worker --study "$ROOT/bench/speed/epoch.json#$precision" --data "$data/train" --val "$data/val"
            ours=$(our_epoch) our_mib=$mib
            peer "$name" --data "$data" --arch resnet18 --epochs 3 --batch-size 32
            echo "$ours $(json "$WORK/peer.json" epochSeconds) $our_mib $mib" >>"$WORK/pairs"
        done
        row "ResNet-18 epoch in $precision" "$name" "threads of the peer: $(json "$WORK/peer.json" threads)"
    done
}

# The study of bench/speed with the arithmetic of our networks set; the peers compute in float32.
study_in() {
    "$python" -c 'import json, sys; study = json.load(open(sys.argv[1])); study["base"].setdefault("model", {})["precision"] = sys.argv[2]; json.dump(study, sys.stdout)' \
        "$ROOT/bench/speed/$2.json" "$1" >"$WORK/$2.json"
    echo "$WORK/$2.json"
}

frozen() {
    local precision accuracy note weights
    # The same file that "imagenet" finds for ours.
    weights=$(find "${IMAGECLASSIFIER_WEIGHTS:-/nowhere}/" -maxdepth 1 -name 'mobilenet_v2*.safetensors' 2>/dev/null | LC_ALL=C sort | head -n 1)
    [ -n "$weights" ] || { echo "IMAGECLASSIFIER_WEIGHTS names no folder with mobilenet_v2*.safetensors" >&2; exit 2; }
    rm -f "$WORK"/pairs-*
    for _ in $(seq "$rounds"); do
        for precision in float32 bfloat16; do
            worker --study "$(study_in "$precision" frozen)" --data "$data/train" --val "$data/val"
            accuracy=$(our_accuracy)
            awk -v a="$accuracy" -v t="$TARGET" 'BEGIN { exit !(a >= t) }' || { echo "ours reached $accuracy only, not $TARGET" >&2; exit 1; }
            echo "$seconds $mib" >"$WORK/ours-$precision"
        done
        peer tutorial --data "$data" --arch mobilenet_v2 --weights "$weights" --frozen --epochs 25 --target "$TARGET"
        pair float32 "$seconds" "$mib"
        pair bfloat16 "$seconds" "$mib"
    done
    for precision in float32 bfloat16; do
        note="ours all 25 epochs; peer $(json "$WORK/peer.json" valAccuracy) after $(json "$WORK/peer.json" epochs) epochs"
        mv "$WORK/pairs-$precision" "$WORK/pairs"
        row "frozen MobileNetV2 in $precision to $TARGET" tutorial "$note"
    done
}

# pair PRECISION PEER_SECONDS PEER_MIB: beside what ours took in this round.
pair() {
    local ours our_mib
    read -r ours our_mib <"$WORK/ours-$1"
    echo "$ours $2 $our_mib $3" >>"$WORK/pairs-$1"
}

study() {
    local precision sum most rate decay augmentation
    rm -f "$WORK"/pairs-*
    for _ in $(seq "$rounds"); do
        for precision in float32 bfloat16; do
            worker --study "$(study_in "$precision" study8)" --data "$small/train" --val "$small/test"
            echo "$seconds $mib" >"$WORK/ours-$precision"
        done
        sum=0 most=0
        for rate in 0.01 0.003; do
            for decay in 0 0.0005; do
                for augmentation in none flip; do
                    peer tuned --data "$small" --arch small_cnn --image-size 96 --batch-size 16 --epochs 15 \
                        --learning-rate "$rate" --weight-decay "$decay" --augmentation "$augmentation"
                    sum=$(awk -v a="$sum" -v b="$seconds" 'BEGIN { print a + b }')
                    [ "$mib" -le "$most" ] || most=$mib
                done
            done
        done
        pair float32 "$sum" "$most"
        pair bfloat16 "$sum" "$most"
    done
    for precision in float32 bfloat16; do
        mv "$WORK/pairs-$precision" "$WORK/pairs"
        row "study of 8 experiments in $precision" tuned "$(find "$small/train" -type f | wc -l) photos"
    done
}

for what in ${only//,/ }; do
    case $what in
        epoch | frozen | study) "$what" ;;
        *) echo "--only $what: epoch, frozen or study" >&2; exit 2 ;;
    esac
done
