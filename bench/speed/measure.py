"""Runs a command and says how long it took and how much memory its processes had at most, together: {"seconds", "peakMib"}.

  measure.py RESULT.json COMMAND [ARGUMENT ...]

Memory is the sum of the proportional set sizes of the command and all its descendants, looked at four times a second: pages that
worker processes share count once.
"""
import json
import os
import subprocess
import sys
import time


def family(root):
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                    parents[int(name)] = int(file.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                pass  # It ended meanwhile.
    found, open_ends = {root}, [root]
    while open_ends:
        parent = open_ends.pop()
        children = [child for child, its in parents.items() if its == parent]
        found.update(children)
        open_ends += children
    return found


def proportional_kib(process):
    try:
        with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def main():
    start, peak = time.monotonic(), 0
    child = subprocess.Popen(sys.argv[2:])
    while True:
        try:
            code = child.wait(0.25)
            break
        except subprocess.TimeoutExpired:
            peak = max(peak, sum(proportional_kib(process) for process in family(child.pid)))
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump({"seconds": round(time.monotonic() - start, 2), "peakMib": round(peak / 1024)}, file)
    sys.exit(code)


if __name__ == "__main__":
    main()
