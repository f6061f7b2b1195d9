import type { Column } from '../fields/columns.ts';
import { random, shuffled } from './random.ts';

/** How strongly a parameter goes together with a metric over the runs that have both. */
export interface Association {
  /** From 0 (nothing) to 1: the amount of the rank correlation, or of a category's eta. */
  readonly strength: number;
  /** Of numbers: +1 where the metric rises with the parameter, −1 where it falls. 0 for categories, which have no direction. */
  readonly sign: -1 | 0 | 1;
  /** The share of random reorderings of the runs that look at least as strong: a permutation test's p-value. */
  readonly chance: number;
  /** Runs that have both. */
  readonly runs: number;
}

const reorderings = 400;
const fewest = 3;

/**
 * Spearman's rank correlation for numbers, which finds every monotone relation and does not mind a learning rate's powers of ten; for categories the
 * root of the share of variance that they explain, less what as many groups explain by chance (epsilon squared, Kelley 1935).
 * @returns null where it cannot be said: fewer than three runs, one value only, or a value of its own for each run
 */
export function association(column: Column, metric: readonly number[]): Association | null {
  const given = (i: number): boolean => (column.kind === 'number' ? Number.isFinite(column.values[i]) : column.values[i] !== null);
  const kept = metric.flatMap((value, i) => (Number.isFinite(value) && given(i) ? [i] : []));
  if (kept.length < fewest) return null;
  const values = kept.map(i => metric[i]!);
  // Ranks of another order are the same ranks in another order, so that they are made once.
  const target = column.kind === 'number' ? ranks(values) : values;
  const measure = column.kind === 'number' ? rankCorrelation(kept.map(i => column.values[i]!)) : explained(kept.map(i => column.values[i]!));
  const found = measure?.(target) ?? NaN;
  if (!measure || Number.isNaN(found)) return null;
  const next = random(kept.length);
  let asStrong = 1; // the order that was seen is one of them
  for (let i = 0; i < reorderings; i++) if (Math.abs(measure(shuffled(target, next))) >= Math.abs(found) - 1e-12) asStrong++;
  const sign = column.kind === 'number' ? (Math.sign(found) as -1 | 0 | 1) : 0;
  return { strength: Math.abs(found), sign, chance: asStrong / (reorderings + 1), runs: kept.length };
}

/** Ranks from 1; equal values share the mean of theirs. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const result = new Array<number>(values.length);
  for (let i = 0; i < order.length;) {
    let end = i;
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[i]!]) end++;
    for (let k = i; k <= end; k++) result[order[k]!] = (i + end) / 2 + 1;
    i = end + 1;
  }
  return result;
}

/** Pearson's correlation; NaN where one side is constant. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squaresA, squaresB] = [0, 0, 0];
  a.forEach((value, i) => {
    both += (value - meanA) * (b[i]! - meanB);
    squaresA += (value - meanA) ** 2;
    squaresB += (b[i]! - meanB) ** 2;
  });
  return squaresA > 0 && squaresB > 0 ? both / Math.sqrt(squaresA * squaresB) : NaN;
}

function rankCorrelation(values: readonly number[]) {
  if (values.every(value => value === values[0])) return null;
  const ranked = ranks(values);
  return (target: readonly number[]) => correlation(ranked, target);
}

function explained(values: readonly string[]) {
  const groups = new Set(values).size;
  if (groups < 2 || groups >= values.length) return null;
  return (target: readonly number[]) => {
    const all = mean(target);
    const sums = new Map<string, { sum: number; runs: number }>();
    target.forEach((value, i) => {
      const group = sums.get(values[i]!) ?? { sum: 0, runs: 0 };
      sums.set(values[i]!, { sum: group.sum + value, runs: group.runs + 1 });
    });
    const total = target.reduce((sum, value) => sum + (value - all) ** 2, 0);
    const between = [...sums.values()].reduce((sum, group) => sum + group.runs * (group.sum / group.runs - all) ** 2, 0);
    const within = (total - between) / (target.length - groups);
    return total > 0 ? Math.sqrt(Math.max(0, (between - (groups - 1) * within) / total)) : NaN;
  };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
