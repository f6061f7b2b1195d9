import type { Point } from '../../api/client.ts';
import { type XY, drawable, valueAt } from '../../charts/points.ts';

/** What a curve is drawn over. */
export type XAxis = 'step' | 'epoch' | 'relative' | 'wall';

export const axisNames: Readonly<Record<XAxis, string>> = { step: 'step', epoch: 'epoch', relative: 'time since the start', wall: 'time' };

/** What kind of value stands on an axis: a number, seconds of a duration, or seconds since 1970. */
export const xKind = (axis: XAxis): 'number' | 'duration' | 'time' => (axis === 'relative' ? 'duration' : axis === 'wall' ? 'time' : 'number');

/**
 * A run's history of a metric as a curve, ascending in x, each x once: of what was logged twice, the later counts.
 * @param start of the run, milliseconds since 1970, 0 where it is not known; for times since the start, in seconds
 * @param epochs history of the metric `epoch`, by which some frameworks tell the epoch of each step; without it a step is an epoch
 */
export function curve(history: readonly Point[], axis: XAxis, start: number, epochs?: readonly Point[]): XY[] {
  const place = places(history, axis, start, epochs);
  const ordered = history
    .map(point => ({ x: place(point), y: drawable(point.value), time: point.time, step: point.step }))
    .filter(point => Number.isFinite(point.x))
    .sort((a, b) => a.x - b.x || a.step - b.step || a.time - b.time);
  return ordered.filter((point, i) => ordered[i + 1]?.x !== point.x).map(({ x, y }) => ({ x, y }));
}

function places(history: readonly Point[], axis: XAxis, start: number, epochs?: readonly Point[]): (point: Point) => number {
  if (axis === 'wall') return point => point.time / 1000;
  if (axis === 'relative') {
    // A history that was brought in later may be older than its run.
    const zero = history.reduce((least, point) => Math.min(least, point.time), start || Infinity);
    return point => (point.time - zero) / 1000;
  }
  if (axis === 'step' || !epochs || epochs.length === 0) return point => point.step;
  const known = curve(epochs, 'step', 0);
  return ({ step }) => (step > known.at(-1)!.x ? known.at(-1)!.y : step < known[0]!.x ? known[0]!.y : valueAt(known, step));
}
