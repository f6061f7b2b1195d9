#!/usr/bin/env bash
# Trains a study of bench/accuracy/ over its seeds and puts one row a run into bench/accuracy.csv; docs/RESULTS.md is made from that.
#
#   IMAGECLASSIFIER_WEIGHTS=FOLDER bench/accuracy.sh STUDY DATA [NAME,NAME ...]
#
#   STUDY   everyday4 | hymenoptera | flowers5 | small-data: a file of bench/accuracy/
#   DATA    a folder with train/ and test/ or val/, one sub-folder for each class; its name is the name of the data.
#           "samples" draws its own: 104 photos to train on and 400 others to test
#   NAMES   only these experiments
#
# A folder val/ validates. Without it a share of train/ does, and test/, where there is one, is measured and decides nothing.
# Interrupted, it resumes where it was.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
CSV="$ROOT/bench/accuracy.csv"
[ $# -ge 2 ] || { sed -n '2,12p' "${BASH_SOURCE[0]}" >&2; exit 2; }
study=$1
only=${3:+#$3}
[ -f "$ROOT/bench/accuracy/$study.json" ] || { echo "there is no bench/accuracy/$study.json" >&2; exit 2; }

dotnet build "$ROOT/worker/worker.csproj" -v q --nologo >&2
if [ "$2" = samples ]; then
    data="$ROOT/.local/bench/samples"
    for part in "train 26 7" "test 100 1007"; do
        read -r split count seed <<<"$part"
        [ -d "$data/$split" ] || { dotnet run --project "$ROOT/samples" -- "$data/$split.part" --count "$count" --seed "$seed" >&2; mv "$data/$split.part" "$data/$split"; }
    done
else
    data=$(cd "$2" && pwd -P)
fi
name=$(basename "$data")

arguments=(--data "$data/train")
if [ -d "$data/val" ]; then arguments+=(--val "$data/val"); fi
if [ -d "$data/test" ]; then arguments+=(--test "$data/test"); fi
out="$ROOT/.local/bench/accuracy/$study-$name"
mkdir -p "$out"
dotnet "$ROOT/worker/bin/Release/net10.0/worker.dll" train --study "$ROOT/bench/accuracy/$study.json$only" "${arguments[@]}" --out "$out" --csv "$out/rows.csv"

# One row for a run: what stood there of the same run gives way.
# Photos behind an accuracy: those of val/, or else of test/.
if [ -d "$data/val" ]; then measured="$data/val"; else measured="$data/test"; fi
photos=$(find "$measured" -mindepth 2 -type f ! -name '.*' | wc -l)
commit=$(git -C "$ROOT" rev-parse --short HEAD)
next=$(mktemp)
{
    echo "data,photos,commit,cores,$(head -n 1 "$out/rows.csv")"
    {
        if [ -f "$CSV" ]; then tail -n +2 "$CSV"; fi
        tail -n +2 "$out/rows.csv" | sed "s/^/$name,$photos,$commit,$(nproc),/"
    } | awk -F, '
        # Data, study, experiment, fold, repeat and seed say which run it is; the job, last, whether it is the same one.
        { key = $1 FS $5 FS $6 FS $7 FS $8 FS $9 }
        !(key in row) { order[++n] = key; row[key] = $0; job[key] = $NF; next }
        job[key] != $NF { row[key] = $0; job[key] = $NF }
        END { for (i = 1; i <= n; i++) print row[order[i]] }'
} >"$next"
cat "$next" >"$CSV"
rm "$next"
echo "$CSV has the rows; dotnet run $ROOT/bench/results.cs makes docs/RESULTS.md" >&2
