// The runs of an experiment, kept up to date without asking for all of them every two seconds.

import { useRef } from 'preact/hooks';
import { type Run, searchRuns } from '../api/client.ts';
import { usePolling } from '../shared/live.ts';
import { both } from './filter.ts';

export interface FoundRuns {
  runs: Run[];
  /** False while further pages are on their way. */
  isComplete: boolean;
}

interface Kept extends FoundRuns {
  /** When all of them were asked for. */
  at: number;
}

const fullMilliseconds = 15_000;

// Coming back from a run, the table is as it was.
const seen = new Map<string, Kept>();
const mostSeen = 3;

function remember(key: string, kept: Kept): void {
  seen.delete(key);
  seen.set(key, kept);
  if (seen.size > mostSeen) seen.delete(seen.keys().next().value!);
}

/** Runs that have started since, and fresh data of those that were running: nothing else changes by itself. */
async function news(experimentId: string, filter: string, deleted: boolean, before: Kept, signal: AbortSignal): Promise<Kept> {
  const newest = before.runs.reduce((latest, run) => Math.max(latest, run.start), 0);
  const running = before.runs.filter(run => run.status === 'RUNNING' || run.status === 'SCHEDULED').map(run => run.id);
  const questions = [`attributes.start_time > ${newest}`];
  if (running.length > 0) questions.push(`attributes.run_id IN (${running.map(id => `'${id}'`).join(', ')})`);
  const answers = await Promise.all(questions.map(question => searchRuns([experimentId], { filter: both(filter, question), deleted, signal })));
  const [began = [], changed = []] = answers;
  const byId = new Map(changed.map(run => [run.id, run]));
  const known = new Set(before.runs.map(run => run.id));
  const runs = [...began.filter(run => !known.has(run.id)), ...before.runs.map(run => byId.get(run.id) ?? run)];
  return { runs, isComplete: true, at: before.at };
}

/**
 * @param filter In MLflow's grammar.
 * @returns The runs, the newest first; those of the filter before stay, marked as stale, until the first answer.
 */
export function useRuns(experimentId: string, filter: string, deleted: boolean) {
  const key = JSON.stringify([experimentId, filter, deleted]);
  const polled = usePolling<Kept>(
    key,
    async (signal, before, show) => {
      const isSmall = before !== undefined && before.runs.length < 500;
      if (before && performance.now() - before.at < (isSmall ? fullMilliseconds : 4 * fullMilliseconds)) {
        return news(experimentId, filter, deleted, before, signal);
      }
      const at = performance.now();
      const runs = await searchRuns([experimentId], {
        filter, deleted, signal,
        // Part of a list is better than none, but not better than the whole of a moment ago.
        onPage: (found, complete) => { if (!before && !complete) show({ runs: found, isComplete: false, at }); },
      });
      return { runs, isComplete: true, at };
    },
    ({ runs }) => runs.some(run => run.status === 'RUNNING'),
    seen.get(key));
  if (polled.data?.isComplete) remember(key, polled.data);

  const last = useRef<{ experimentId: string; found: FoundRuns } | null>(null);
  if (polled.data) last.current = { experimentId, found: polled.data };
  const stale = last.current?.experimentId === experimentId ? last.current.found : undefined;
  return { found: polled.data ?? stale, isStale: !polled.data && stale !== undefined, error: polled.error, refresh: polled.refresh };
}
