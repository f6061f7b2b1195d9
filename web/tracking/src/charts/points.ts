/** A point of a curve as it is drawn. A y that is not a finite number is a gap: the line breaks there. */
export interface XY {
  readonly x: number;
  readonly y: number;
}

// A tracking store keeps the infinities as the largest doubles.
const largest = 1e308;

/** The number itself, or NaN for what has no place on an axis: NaN, an infinity, or what a store made of one. */
export const drawable = (value: number): number => (Math.abs(value) < largest ? value : NaN);

/** The point of a curve (ascending x) that is nearest to x and not a gap; null where there is none. */
export function nearest(points: readonly XY[], x: number): XY | null {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.x < x) low = middle + 1;
    else high = middle;
  }
  let [left, right] = [low - 1, low];
  while (left >= 0 && !Number.isFinite(points[left]!.y)) left--;
  while (right < points.length && !Number.isFinite(points[right]!.y)) right++;
  const [before, after] = [points[left], points[right]];
  if (!before || !after) return before ?? after ?? null;
  return x - before.x <= after.x - x ? before : after;
}

/**
 * A curve's value at x, on the straight line between its two neighbours; NaN outside of the curve and beside a gap.
 * @param points ascending x
 */
export function valueAt(points: readonly XY[], x: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.x < x) low = middle + 1;
    else high = middle;
  }
  const after = points[low];
  if (!after) return NaN;
  if (after.x === x) return after.y;
  const before = points[low - 1];
  return before ? before.y + ((after.y - before.y) * (x - before.x)) / (after.x - before.x) : NaN;
}
