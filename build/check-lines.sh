#!/usr/bin/env bash
# Fails where a line of C# has more than 140 characters, and says where. Text in raw strings (SQL, JSON, HTML) and generated files
# in obj/ are not looked at.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Characters, not bytes, in whatever locale this runs.
export LC_ALL=C.UTF-8
long=$(find . \( -name obj -o -name bin -o -name node_modules -o -name .git -o -name .local \) -prune -o -name '*.cs' -print0 |
    xargs -0 perl -CSD -ne '$raw ^= 1 if (() = /"""+/g) % 2; $in = $raw || /"""/;
        print "$ARGV:$.\n" if !$in && length > 141; close ARGV, $raw = 0 if eof' | sed 's#^\./##')
[ -n "$long" ] || exit 0
printf '%s\n' "$long"
printf '%s lines of C# have more than 140 characters.\n' "$(wc -l <<<"$long")" >&2
exit 1
