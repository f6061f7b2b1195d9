import type { XY } from './points.ts';

// More positions than a wide screen has pixels, times two.
const mostPositions = 6000;

/**
 * Curves on one common x, as uPlot wants them: a number; null where the curve breaks; undefined where this curve just has no point.
 * Where the curves have too many different positions together, as times have, they are moved to the nearest of evenly spaced ones.
 * @param curves ascending in x
 * @param log whether only positive values can be drawn
 */
export function align(curves: readonly (readonly XY[])[], log = false): [number[], ...(number | null | undefined)[][]] {
  let xs = [...new Set(curves.flatMap(points => points.map(point => point.x)))].sort((a, b) => a - b);
  let place = (x: number) => x;
  if (xs.length > mostPositions) {
    const first = xs[0]!;
    const width = (xs.at(-1)! - first) / (mostPositions - 1);
    place = x => first + Math.round((x - first) / width) * width;
    xs = [...new Set(xs.map(place))];
  }
  const indices = new Map(xs.map((x, i) => [x, i]));
  const columns = curves.map(points => {
    const column = new Array<number | null | undefined>(xs.length).fill(undefined);
    for (const { x, y } of points) column[indices.get(place(x))!] = Number.isFinite(y) && (!log || y > 0) ? y : null;
    return column;
  });
  return [xs, ...columns];
}
