import type { Point, Run } from '../../api/client.ts';
import { formatMeanStd, formatMetric } from '../../shared/format.ts';
import type { Series } from '../../charts/series.ts';
import { curve } from './axis.ts';
import { type BandPoint, bandOf, edges } from './bands.ts';
import type { CurveOptions } from './curve-options.ts';
import type { XY } from '../../charts/points.ts';
import type { Line } from '../runs/lines.ts';
import { smooth } from './smoothing.ts';

/**
 * The series of one chart.
 * @param curveOf a run's curve before it is smoothed
 */
export function seriesOf(metric: string, lines: readonly Line[], curveOf: (run: Run) => readonly XY[], options: CurveOptions): Series[] {
  return lines.flatMap(({ id, label, runs, style }): Series[] => {
    const raw = runs.map(curveOf);
    const smoothed = raw.map(points => smoothCurve(points, options.smoothing));
    if (options.group === '') {
      if (raw[0]!.length === 0) return [];
      return [{ id, label, style, points: smoothed[0]!, ...(options.smoothing > 0 ? { raw: raw[0]! } : {}) }];
    }
    const band = bandOf(smoothed, options.afterEnd);
    if (band.length === 0) return [];
    const at = new Map(band.map(point => [point.x, point]));
    return [{
      id, label, style, points: band.map(({ x, mean }) => ({ x, y: mean })), band: edges(band, options.spread),
      write: x => writeBand(metric, at.get(x), options.spread, runs.length),
    }];
  });
}

/** A run's history as a curve over the chosen axis. */
export const historyCurve = (points: readonly Point[] | undefined, run: Run, options: CurveOptions, epochs: readonly Point[] | undefined): XY[] =>
  curve(points ?? [], options.axis, run.start, epochs);

function smoothCurve(points: readonly XY[], weight: number): readonly XY[] {
  if (weight === 0) return points;
  const values = smooth(points.map(point => point.y), weight);
  return points.map(({ x }, i) => ({ x, y: values[i]! }));
}

function writeBand(metric: string, point: BandPoint | undefined, spread: CurveOptions['spread'], all: number): string | null {
  if (!point) return null;
  // Late in a training often only a few runs are left in a mean.
  if (point.runs < all) return `${writeBand(metric, point, spread, point.runs)} (of ${point.runs})`;
  if (point.runs < 2 || spread === 'none') return formatMetric(metric, point.mean);
  if (spread === 'std') return formatMeanStd(metric, point.mean, point.std);
  return `${formatMetric(metric, point.mean)} [${formatMetric(metric, point.low)} … ${formatMetric(metric, point.high)}]`;
}
