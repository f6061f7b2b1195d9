import { useEffect, useRef, useState } from 'preact/hooks';
import { type Point, type Run, metricHistory } from '../../api/client.ts';
import { inParallel } from './pool.ts';

/** Metric to run id to points. A metric that is still loading is missing. */
export type Histories = ReadonlyMap<string, ReadonlyMap<string, readonly Point[]>>;

interface Kept {
  /** What the run's latest value was when the history was asked for. */
  readonly stamp: string;
  readonly points: readonly Point[];
}

// Of all runs and metrics that were looked at, so that going back and forth asks for nothing again.
const kept = new Map<string, Kept>();
const mostKept = 4000;
const atATime = 4;

const keyOf = (run: Run, metric: string): string => `${run.id} ${metric}`;

// A new point changes the latest value, its step or its time; so does the end of a run, after which nothing comes.
function stamp(run: Run, metric: string): string {
  const latest = run.metrics[metric];
  return latest ? `${run.status} ${latest.step} ${latest.time} ${latest.value}` : '';
}

/** The histories of metrics, kept up to date: only what has new points is asked for again, each metric with one request for up to 100 runs. */
export function useHistories(runs: readonly Run[], metrics: readonly string[]): { histories: Histories; error: Error | undefined } {
  const [histories, setHistories] = useState<Histories>(() => collect(runs, metrics));
  const [error, setError] = useState<Error>();
  const wanted = useRef({ runs, metrics });
  wanted.current = { runs, metrics };
  const state = useRef({ busy: false, again: false, over: false });

  const update = async (): Promise<void> => {
    const own = state.current;
    const show = (): void => {
      if (!own.over) setHistories(before => collect(wanted.current.runs, wanted.current.metrics, before));
    };
    show();
    // A request in progress is not cancelled when something new is asked for: on a slow connection nothing would ever be shown.
    own.again = own.busy;
    if (own.busy) return;
    own.busy = true;
    try {
      do {
        own.again = false;
        await inParallel(outdated(wanted.current.runs, wanted.current.metrics), atATime, async ({ metric, due }) => {
          const found = await metricHistory(due.map(run => run.id), metric);
          if (kept.size > mostKept) kept.clear();
          for (const run of due) kept.set(keyOf(run, metric), { stamp: stamp(run, metric), points: found.get(run.id) ?? [] });
          show();
        });
      } while (own.again && !own.over);
      if (!own.over) setError(undefined);
    } catch (reason) {
      if (!own.over) setError(reason instanceof Error ? reason : new Error(String(reason)));
    } finally {
      own.busy = false;
    }
  };
  useEffect(() => void update(), [runs, metrics.join('\n')]);
  useEffect(() => () => { state.current.over = true; }, []);
  return { histories, error };
}

function outdated(runs: readonly Run[], metrics: readonly string[]): { metric: string; due: Run[] }[] {
  return metrics
    .map(metric => ({ metric, due: runs.filter(run => run.metrics[metric] && kept.get(keyOf(run, metric))?.stamp !== stamp(run, metric)) }))
    .filter(({ due }) => due.length > 0);
}

// What is known by now. A metric of which nothing changed keeps its map, so that its chart is not made again.
function collect(runs: readonly Run[], metrics: readonly string[], before?: Histories): Histories {
  const all = new Map<string, ReadonlyMap<string, readonly Point[]>>();
  for (const metric of metrics) {
    const having = runs.filter(run => run.metrics[metric]);
    const known = having.filter(run => kept.has(keyOf(run, metric)));
    if (known.length < having.length && known.length === 0) continue;
    const curves = new Map(known.map(run => [run.id, kept.get(keyOf(run, metric))!.points]));
    const old = before?.get(metric);
    const same = old && old.size === curves.size && [...curves].every(([id, points]) => old.get(id) === points);
    all.set(metric, same ? old : curves);
  }
  return all;
}
