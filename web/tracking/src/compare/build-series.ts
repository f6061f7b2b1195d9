import type { Point, Run } from '../api.ts';
import { formatMeanStd, formatMetric } from '../format.ts';
import type { Series } from './CurveChart.tsx';
import { curve } from './axis.ts';
import { type BandPoint, bandOf, edges } from './bands.ts';
import { type Style, styles } from './colours.ts';
import type { CurveOptions } from './curve-options.ts';
import { fieldColumn, fieldLabel } from './fields.ts';
import type { XY } from './points.ts';
import { smooth } from './smoothing.ts';

/** Runs that are drawn as one line: one run, or all with the same value of something. */
export interface Line {
  readonly id: string;
  readonly label: string;
  readonly runs: readonly Run[];
  readonly style: Style;
}

/** What is drawn as a line each: every run, or every group. */
export function linesOf(runs: readonly Run[], group: string): Line[] {
  if (group === '') {
    const style = styles(runs.map(run => run.id));
    const named = labels(runs);
    return runs.map(run => ({ id: run.id, label: named.get(run.id)!, runs: [run], style: style.get(run.id)! }));
  }
  const column = fieldColumn(group, runs);
  const members = new Map<string, Run[]>();
  runs.forEach((run, i) => {
    const value = column.values[i];
    const text = value === null || Number.isNaN(value) ? 'none' : String(value);
    members.set(text, [...members.get(text) ?? [], run]);
  });
  const order = column.kind === 'number' ? [...members].sort((a, b) => Number(a[0]) - Number(b[0])) : [...members].sort((a, b) => a[0].localeCompare(b[0]));
  const style = styles([...members.keys()]);
  return order.map(([value, own]) => ({ id: value, label: `${fieldLabel(group)} ${value} (${own.length} ${own.length === 1 ? 'run' : 'runs'})`, runs: own, style: style.get(value)! }));
}

/** Names of runs; where two have the same, with the beginning of their ids. */
export function labels(runs: readonly Run[]): Map<string, string> {
  const counts = new Map<string, number>();
  for (const run of runs) counts.set(run.name, (counts.get(run.name) ?? 0) + 1);
  return new Map(runs.map(run => [run.id, counts.get(run.name) === 1 ? run.name : `${run.name} · ${run.id.slice(0, 6)}`]));
}

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
  // Late in a training a mean is often that of the few runs that went on.
  if (point.runs < all) return `${writeBand(metric, point, spread, point.runs)} (of ${point.runs})`;
  if (point.runs < 2 || spread === 'none') return formatMetric(metric, point.mean);
  if (spread === 'std') return formatMeanStd(metric, point.mean, point.std);
  return `${formatMetric(metric, point.mean)} [${formatMetric(metric, point.low)} … ${formatMetric(metric, point.high)}]`;
}
