import type { Column } from '../fields/columns.ts';
import { random, shuffled } from '../statistics/random.ts';

/** What a random forest (Breiman 2001) learnt about a metric from parameters. */
export interface Forest {
  /** Each column's part of the importance of all, from 0 to 1. */
  readonly importance: readonly number[];
  /** The share of variance that the forest explains of runs which a tree has not seen (out-of-bag R²); 0 or less: nothing was learnt. */
  readonly explained: number;
}

export const fewestForForest = 10;
const trees = 80;
const mostRuns = 400; // more teach the trees little, and take their time
const deepest = 7;
const fewestInLeaf = 2;

interface Leaf { readonly mean: number }
interface Split { readonly feature: number; readonly threshold: number; readonly below: Node; readonly above: Node }
type Node = Leaf | Split;

/**
 * Permutation importance of each column: how much worse the trees predict the runs they have not seen, once the column's values are shuffled
 * among these. Unlike a correlation it sees what only matters together with something else.
 * @param metric NaN for runs without it, which do not count
 * @returns null for fewer than ten runs, no column, or a metric that never changes
 */
export function forest(columns: readonly Column[], metric: readonly number[], seed = 1): Forest | null {
  const next = random(seed);
  const having = metric.flatMap((value, i) => (Number.isFinite(value) ? [i] : []));
  const rows = having.length > mostRuns ? shuffled(having, next).slice(0, mostRuns) : having;
  const target = rows.map(i => metric[i]!);
  if (rows.length < fewestForForest || columns.length === 0 || target.every(value => value === target[0])) return null;
  const features = columns.map(column => codes(column, rows, target));
  const worse = columns.map(() => 0);
  const predicted = rows.map(() => ({ sum: 0, trees: 0 }));
  for (let i = 0; i < trees; i++) {
    const bag = rows.map(() => Math.floor(next() * rows.length));
    const drawn = new Set(bag);
    const unseen = rows.flatMap((_, row) => (drawn.has(row) ? [] : [row]));
    if (unseen.length < 2) continue;
    const tree = grow(features, target, bag, 0, next);
    const error = (value: (feature: number, row: number) => number) =>
      unseen.reduce((sum, row) => sum + (predict(tree, feature => value(feature, row)) - target[row]!) ** 2, 0) / unseen.length;
    const plain = error((feature, row) => features[feature]![row]!);
    unseen.forEach(row => {
      predicted[row]!.sum += predict(tree, feature => features[feature]![row]!);
      predicted[row]!.trees++;
    });
    for (const feature of used(tree)) {
      const moved = new Map(shuffled(unseen, next).map((from, k) => [unseen[k]!, features[feature]![from]!]));
      worse[feature]! += error((other, row) => (other === feature ? moved.get(row)! : features[other]![row]!)) - plain;
    }
  }
  const positive = worse.map(value => Math.max(0, value));
  const all = positive.reduce((sum, value) => sum + value, 0);
  return { importance: positive.map(value => (all > 0 ? value / all : 0)), explained: explained(predicted, target) };
}

/** Numbers for a tree: a missing number lies below all; categories stand in the order of their mean target, which finds the best split in two (Breiman et al. 1984). */
function codes(column: Column, rows: readonly number[], target: readonly number[]): number[] {
  if (column.kind === 'number') {
    const least = Math.min(...rows.map(i => column.values[i]!).filter(Number.isFinite), 0);
    return rows.map(i => (Number.isFinite(column.values[i]) ? column.values[i]! : least - 1));
  }
  const means = new Map<string | null, { sum: number; runs: number }>();
  rows.forEach((i, row) => {
    const group = means.get(column.values[i]!) ?? { sum: 0, runs: 0 };
    means.set(column.values[i]!, { sum: group.sum + target[row]!, runs: group.runs + 1 });
  });
  const order = [...means].sort((a, b) => a[1].sum / a[1].runs - b[1].sum / b[1].runs).map(([value]) => value);
  return rows.map(i => order.indexOf(column.values[i]!));
}

function grow(features: readonly number[][], target: readonly number[], rows: readonly number[], depth: number, next: () => number): Node {
  const mean = rows.reduce((sum, row) => sum + target[row]!, 0) / rows.length;
  if (depth >= deepest || rows.length < 2 * fewestInLeaf) return { mean };
  const tried = shuffled(features.map((_, feature) => feature), next).slice(0, Math.max(1, Math.ceil(features.length / 3)));
  let best = { gain: 1e-12, feature: -1, threshold: 0 };
  for (const feature of tried) {
    const found = bestThreshold(features[feature]!, target, rows);
    if (found.gain > best.gain) best = { ...found, feature };
  }
  if (best.feature < 0) return { mean };
  const values = features[best.feature]!;
  const side = (below: boolean) => grow(features, target, rows.filter(row => values[row]! <= best.threshold === below), depth + 1, next);
  return { feature: best.feature, threshold: best.threshold, below: side(true), above: side(false) };
}

// The threshold that lessens the sum of squares most: sum²/n of both sides against that of the whole.
function bestThreshold(values: readonly number[], target: readonly number[], rows: readonly number[]) {
  const sorted = [...rows].sort((a, b) => values[a]! - values[b]!);
  const total = rows.reduce((sum, row) => sum + target[row]!, 0);
  const whole = total ** 2 / rows.length;
  let best = { gain: 0, threshold: 0 };
  let below = 0;
  for (let i = 0; i < sorted.length - 1; i++) {
    below += target[sorted[i]!]!;
    const [here, after] = [values[sorted[i]!]!, values[sorted[i + 1]!]!];
    const [left, right] = [i + 1, sorted.length - i - 1];
    if (here === after || left < fewestInLeaf || right < fewestInLeaf) continue;
    const gain = below ** 2 / left + (total - below) ** 2 / right - whole;
    if (gain > best.gain) best = { gain, threshold: (here + after) / 2 };
  }
  return best;
}

function predict(tree: Node, value: (feature: number) => number): number {
  let node = tree;
  while ('feature' in node) node = value(node.feature) <= node.threshold ? node.below : node.above;
  return node.mean;
}

function used(tree: Node, found = new Set<number>()): Set<number> {
  if ('feature' in tree) {
    found.add(tree.feature);
    used(tree.below, found);
    used(tree.above, found);
  }
  return found;
}

function explained(predicted: readonly { sum: number; trees: number }[], target: readonly number[]): number {
  const rows = predicted.flatMap(({ trees: votes }, row) => (votes > 0 ? [row] : []));
  const mean = rows.reduce((sum, row) => sum + target[row]!, 0) / rows.length;
  const [error, total] = rows.reduce(
    ([left, all], row) => [left + (predicted[row]!.sum / predicted[row]!.trees - target[row]!) ** 2, all + (target[row]! - mean) ** 2], [0, 0]);
  return total > 0 ? 1 - error / total : 0;
}
