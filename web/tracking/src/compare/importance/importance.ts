import { type Association, association } from '../statistics/association.ts';
import { type Named, column, differing } from '../fields/columns.ts';
import { forest } from './forest.ts';

export interface Importance {
  readonly key: string;
  readonly kind: 'number' | 'category';
  /** Null where no association can be said, as for a value of its own in each run. */
  readonly association: Association | null;
  /** The part of the forest's importance; null where there are too few runs for a forest. */
  readonly share: number | null;
}

export interface Importances {
  /** The most important first. */
  readonly parameters: readonly Importance[];
  /** How many runs have the metric. */
  readonly runs: number;
  /** The forest's out-of-bag R²; null where there is no forest. */
  readonly explained: number | null;
}

/**
 * Which of the parameters that differ between runs matter for a metric.
 * @param runs their parameters
 * @param metric one value for each run, NaN where it has none
 */
export function importances(runs: readonly Named[], metric: readonly number[]): Importances {
  const having = metric.flatMap((value, i) => (Number.isFinite(value) ? [i] : []));
  const kept = having.map(i => runs[i]!);
  const values = having.map(i => metric[i]!);
  const columns = (kept.length > 0 ? differing(kept) : []).map(key => column(key, kept));
  // A category with a value of its own for each run says who the run is, and a tree would learn just that.
  const telling = columns.filter(candidate => candidate.kind === 'number' || candidate.categories.length <= Math.max(2, kept.length / 2));
  const trees = forest(telling, values);
  const parameters = telling.map((candidate, i): Importance => ({
    key: candidate.key, kind: candidate.kind, association: association(candidate, values), share: trees ? trees.importance[i]! : null,
  }));
  const weight = (parameter: Importance) => parameter.share ?? parameter.association?.strength ?? -1;
  parameters.sort((a, b) => weight(b) - weight(a) || (b.association?.strength ?? 0) - (a.association?.strength ?? 0));
  return { parameters, runs: kept.length, explained: trees?.explained ?? null };
}

/** What a reader should know before believing the bars; empty where there is nothing to warn of. */
export function caution({ parameters, runs, explained }: Importances): string[] {
  const warnings: string[] = [];
  if (runs < 10) warnings.push(`${runs} ${runs === 1 ? 'run has' : 'runs have'} this metric. Below 10, take this as a hint at most.`);
  else if (runs < 5 * parameters.length) warnings.push(`${runs} runs for ${parameters.length} parameters: weak bars may be chance.`);
  if (explained !== null && explained < 0.1) warnings.push('The parameters hardly predict this metric for runs that were not seen: do not trust the order.');
  if (twins(parameters)) warnings.push('Parameters that always change together share what is due to one of them.');
  return warnings;
}

const twins = (parameters: readonly Importance[]) => {
  const strengths = parameters.flatMap(({ association: found }) => (found && found.strength > 0.2 ? [found.strength.toFixed(9)] : []));
  return new Set(strengths).size < strengths.length;
};
