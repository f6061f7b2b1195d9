import { ApiError, type Run, getExperiment, getRun, searchRuns } from '../../api/client.ts';
import { type Polled, usePolling } from '../../shared/live.ts';
import { inParallel } from './pool.ts';

export interface ComparedRuns {
  /** In the order in which they were asked for. */
  readonly runs: readonly Run[];
  /** Ids that the server does not know. */
  readonly missing: readonly string[];
}

const idsPerSearch = 100;
const fewCalls = 4;
const mostOfExperiment = 5000;

const isLive = (runs: readonly Run[]): boolean => runs.some(run => run.status === 'RUNNING');

/** The compared runs, kept up to date. As long as nothing changes, it is the same object. */
export const useRuns = (ids: readonly string[]): Polled<ComparedRuns> =>
  usePolling<ComparedRuns>(ids.join(), async (signal, before) => unlessSame(before, await load(ids, signal, before)), found => isLive(found.runs));

/** The names of experiments by id, as far as they are known yet. */
export function useExperimentNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const { data } = usePolling(`names ${ids.join()}`, async signal => new Map(await Promise.all(ids.map(async id => [id, (await getExperiment(id, signal)).name] as const))));
  return data ?? new Map();
}

/** All runs of the experiments of which some are compared, where these are wanted. */
export function useExperimentRuns(compared: readonly Run[], wanted: boolean): Polled<readonly Run[]> {
  const experiments = [...new Set(compared.map(run => run.experimentId))];
  return usePolling<readonly Run[]>(wanted ? experiments.join() : '', async (signal, before) => {
    if (!wanted) return [];
    const found = await searchRuns(experiments, { limit: mostOfExperiment, signal });
    // A run that only holds others, as that of a study, has nothing that could be compared.
    return unlessSame(before, found.filter(run => Object.keys(run.metrics).length > 0));
  }, isLive);
}

const unlessSame = <T>(before: T | undefined, next: T): T => (JSON.stringify(before) === JSON.stringify(next) ? before! : next);

// Few runs are asked for one by one; of many, a search in their experiment brings a hundred at once.
async function load(ids: readonly string[], signal: AbortSignal, before: ComparedRuns | undefined): Promise<ComparedRuns> {
  const found = new Map<string, Run>();
  const known = before?.missing ?? [];
  const single = async (id: string): Promise<void> => {
    try {
      found.set(id, await getRun(id, signal));
    } catch (error) {
      if (!(error instanceof ApiError && (error.status === 404 || error.status === 400))) throw error;
    }
  };
  if (ids.length > fewCalls) {
    if (!before) await single(ids[0]!);
    const experiments = [...new Set([...before?.runs ?? [], ...found.values()].map(run => run.experimentId))];
    const parts = Array.from({ length: Math.ceil(ids.length / idsPerSearch) }, (_, i) => ids.slice(i * idsPerSearch, (i + 1) * idsPerSearch));
    if (experiments.length > 0) {
      await inParallel(parts, fewCalls, async part => {
        const filter = `attributes.run_id IN (${part.map(id => `'${id.replaceAll("'", "''")}'`).join(', ')})`;
        for (const run of await searchRuns(experiments, { filter, signal })) found.set(run.id, run);
      });
    }
  }
  await inParallel(ids.filter(id => !found.has(id) && !known.includes(id)), fewCalls, single);
  return { runs: ids.flatMap(id => found.get(id) ?? []), missing: ids.filter(id => !found.has(id)) };
}
