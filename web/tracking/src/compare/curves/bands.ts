import { type XY, valueAt } from '../../charts/points.ts';

/** What a band around a group's mean shows. */
export type Spread = 'std' | 'range' | 'none';

/** What a run counts with after its last point: nothing, or its last value (as one does for runs that stopped early). */
export type AfterEnd = 'leave' | 'keep';

export interface BandPoint {
  readonly x: number;
  readonly mean: number;
  /** Standard deviation of a sample (n − 1); 0 for one run. */
  readonly std: number;
  readonly low: number;
  readonly high: number;
  /** How many runs count here. */
  readonly runs: number;
}

// Times differ from run to run, so that the runs have no x in common: more than this many become evenly spaced ones.
const mostPositions = 600;

/**
 * The mean of a group of curves with its spread. A run counts from its first point on; between two of its points with the straight line
 * between them; beside a gap not at all; after its last point as `afterEnd` says.
 * @param curves each with ascending x
 */
export function bandOf(curves: readonly (readonly XY[])[], afterEnd: AfterEnd): BandPoint[] {
  const filled = curves.filter(curve => curve.length > 0);
  const last = filled.map(curve => curve.findLast(point => Number.isFinite(point.y)));
  return positions(filled).flatMap(x => {
    const values: number[] = [];
    filled.forEach((curve, i) => {
      const ended = x > curve.at(-1)!.x;
      const value = ended ? (afterEnd === 'keep' ? (last[i]?.y ?? NaN) : NaN) : valueAt(curve, x);
      if (Number.isFinite(value)) values.push(value);
    });
    return values.length > 0 ? [summary(x, values)] : [];
  });
}

/** Mean, sample standard deviation and range of values at one position; at least one value. */
export function summary(x: number, values: readonly number[]): BandPoint {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const std = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
  return { x, mean, std, low: Math.min(...values), high: Math.max(...values), runs: values.length };
}

/** The edges of a band; nothing where one run alone counts everywhere. */
export function edges(band: readonly BandPoint[], spread: Spread): { x: number; low: number; high: number }[] {
  if (spread === 'none' || band.every(point => point.runs < 2)) return [];
  return band.map(({ x, mean, std, low, high }) => (spread === 'std' ? { x, low: mean - std, high: mean + std } : { x, low, high }));
}

function positions(curves: readonly (readonly XY[])[]): number[] {
  const all = [...new Set(curves.flatMap(curve => curve.map(point => point.x)))].sort((a, b) => a - b);
  if (all.length <= mostPositions) return all;
  const [first, last] = [all[0]!, all.at(-1)!];
  return Array.from({ length: mostPositions }, (_, i) => first + ((last - first) * i) / (mostPositions - 1));
}
