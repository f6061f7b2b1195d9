// Points of metrics for the rows that are on the screen, asked for as they are needed and kept.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Point, type Run, metricHistory } from '../api/client.ts';
import type { Curves } from './columns.ts';

interface Kept {
  points: readonly Point[];
  /** The run's latest point of then, by which one sees whether there are further ones. */
  step: number;
  time: number;
}

const kept = new Map<string, Kept>();
const asked = new Set<string>();
const mostKept = 20_000;
const settleMilliseconds = 60; // while the table scrolls, rows come and go

const nameOf = (run: Run, key: string): string => `${run.id} ${key}`;

function isFresh(run: Run, key: string): boolean {
  const metric = run.metrics[key];
  const entry = kept.get(nameOf(run, key));
  return !metric || (entry !== undefined && entry.step === metric.step && entry.time === metric.time);
}

/** Fetches the curves that `wanted` names, and renders again when they arrive. */
export function useCurves(wanted: readonly { run: Run; key: string }[]): { curves: Curves; version: number } {
  const [version, setVersion] = useState(0);
  const isThere = useRef(true);
  useEffect(() => () => void (isThere.current = false), []);
  useEffect(() => {
    const missing = new Map<string, Run[]>();
    for (const { run, key } of wanted) {
      if (isFresh(run, key) || asked.has(nameOf(run, key))) continue;
      const runs = missing.get(key);
      if (runs) runs.push(run);
      else missing.set(key, [run]);
    }
    if (missing.size === 0) return;
    const timer = setTimeout(() => {
      for (const [key, runs] of missing) {
        const names = runs.map(run => nameOf(run, key));
        names.forEach(name => asked.add(name));
        void metricHistory(runs.map(run => run.id), key)
          .then(found => {
            if (kept.size > mostKept) kept.clear();
            for (const run of runs) {
              const { step, time } = run.metrics[key]!;
              kept.set(nameOf(run, key), { points: found.get(run.id) ?? [], step, time });
            }
            if (isThere.current) setVersion(before => before + 1);
          })
          .catch(() => {}) // the cells stay empty; the next refresh asks again
          .finally(() => names.forEach(name => asked.delete(name)));
      }
    }, settleMilliseconds);
    return () => clearTimeout(timer);
  }, [wanted]);
  const curves = useCallback<Curves>((run, key) => kept.get(nameOf(run, key))?.points, []);
  return { curves, version };
}
