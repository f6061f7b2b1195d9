import uPlot from 'uplot';
import { resolveColour, seriesToken } from '../shared/theme.ts';
import type { Part, PlotProps } from './series.ts';
import { logTicks, niceTicks, secondTicks, withoutOutliers } from './scales.ts';

interface Latest {
  readonly current: PlotProps;
}

const font = '11px system-ui, sans-serif';

/** What uPlot is told about a chart of these parts. What can change later is read from `latest` when it is drawn. */
export function chartOptions(parts: readonly Part[], latest: Latest, width: number): uPlot.Options {
  const { x, logY, height, sync } = latest.current;
  const [ink, grid, quiet] = [resolveColour('--quiet'), resolveColour('--grid'), resolveColour('--line-strong')];
  const colours = new Map(parts.map(part => [part.style.colour, resolveColour(seriesToken(part.style.colour))]));
  const colour = (part: Part): string => colours.get(part.style.colour)!;
  const axis = { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1, size: 4 }, gap: 4 };
  return {
    width, height,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    series: [{}, ...parts.map(part => line(part, colour(part)))],
    bands: parts.flatMap((part, i): uPlot.Band[] => (part.kind === 'high' ? [{ series: [i + 1, i + 2], fill: transparent(colour(part), 0.16) }] : [])),
    scales: {
      x: { time: x === 'time', range: (plot, low, high) => xRange(latest.current.range, ...(x === 'time' ? [low, high] as const : known(plot, low, high))) },
      y: { distr: logY ? 3 : 1, range: (plot, low, high) => yRange(plot, parts, latest.current, low, high) },
    },
    axes: [
      x === 'time' ? { ...axis, size: 34, values: (_, splits, __, ___, step) => timeTicks(splits, step) } : { ...axis, size: 26, ...xTicks(latest) },
      {
        ...axis, size: yWidth,
        splits: (plot, _, low, high) => (logY ? logTicks : niceTicks)(low, high, Math.max(2, Math.floor(plot.bbox.height / uPlot.pxRatio / 38))),
        filter: (_, splits) => splits,
        values: (_, splits) => shorten(splits, latest.current.write),
      },
    ],
    cursor: {
      y: false,
      dataIdx: (plot, index, at) => within(plot.data[index]!, at),
      drag: { x: true, y: false, setScale: false, dist: 6 },
      points: { size: 7, stroke: (_, i) => parts[i - 1] ? colour(parts[i - 1]!) : ink, fill: (_, i) => parts[i - 1] ? colour(parts[i - 1]!) : ink, show: pointOf(parts) },
      bind: { dblclick: () => () => { latest.current.onRange(null); return null; } },
      ...(sync ? { sync: { key: sync, setSeries: false, scales: ['x', null] as [string, null] } } : {}),
    },
    hooks: {
      setCursor: [plot => latest.current.onCursor(cursorX(plot))],
      setSelect: [plot => select(plot, latest.current.onRange)],
      drawAxes: [plot => latest.current.zero && zeroLine(plot, quiet)],
    },
  };
}

function line({ kind, style }: Part, colour: string): uPlot.Series {
  if (kind === 'high' || kind === 'low') return { stroke: 'transparent', width: 0, points: { show: false } };
  const dash = kind === 'line' ? [...style.dash] : [];
  return {
    stroke: colour, width: kind === 'line' ? 1.75 : 1, alpha: kind === 'line' ? 1 : 0.3, dash,
    points: { size: 5, fill: colour, stroke: colour, width: 0, ...(kind === 'raw' ? { show: false } : { show: few, filter: alone }) },
  };
}

// Points as such are drawn for short curves only …
function few(plot: uPlot, _: number, first: number, last: number): boolean {
  return last - first < plot.bbox.width / uPlot.pxRatio / 40;
}

// … and where a point between two gaps would not be seen otherwise.
function alone(plot: uPlot, index: number, show: boolean): number[] | null {
  const values = plot.data[index]!;
  const given: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i] != null) given.push(i);
  if (show) return given;
  const known: number[] = []; // positions that the curve has, gaps included
  for (let i = 0; i < values.length; i++) if (values[i] !== undefined) known.push(i);
  return known.filter((i, k) => values[i] != null && values[known[k - 1]!] == null && values[known[k + 1]!] == null);
}

// The index of the point nearest to one where this curve has none of its own; null beyond its ends.
function within(values: ArrayLike<number | null | undefined>, at: number): number | null {
  let [left, right] = [at, at];
  while (left >= 0 && values[left] === undefined) left--;
  while (right < values.length && values[right] === undefined) right++;
  if (left < 0 || right >= values.length) return null;
  return at - left <= right - at ? left : right;
}

// No point at the cursor for what is not a line.
const pointOf = (parts: readonly Part[]) => (plot: uPlot, index: number): HTMLElement => {
  const made = document.createElement('div');
  const part = parts[index - 1];
  if (part?.kind !== 'line') made.style.display = 'none';
  void plot;
  return made;
};

// Of a single point uPlot makes a range from 0 to 100; it belongs in the middle.
const known = (plot: uPlot, low: number | null, high: number | null): readonly [number | null, number | null] =>
  (plot.data[0].length === 1 ? [plot.data[0][0]!, plot.data[0][0]!] : [low, high]);

function xRange(range: PlotProps['range'], low: number | null, high: number | null): [number, number] {
  const open = (end: number | undefined, otherwise: number): number => (end !== undefined && Number.isFinite(end) ? end : otherwise);
  const [first, last] = [open(range?.[0], low ?? 0), open(range?.[1], high ?? 1)];
  return first >= last ? [last - 0.5, first + 0.5] : [first, last];
}

function yRange(plot: uPlot, parts: readonly Part[], { logY, ignoreOutliers, zero, range }: PlotProps, low: number | null, high: number | null): [number, number] {
  let [first, last] = [low ?? (logY ? 1 : 0), high ?? 1];
  if (ignoreOutliers) [first, last] = withoutOutliers(visible(plot, parts, range)) ?? [first, last];
  if (zero && !logY) [first, last] = [Math.min(0, first), Math.max(0, last)];
  if (logY) return first === last ? [first / 2, last * 2] : [first / (last / first) ** 0.05, last * (last / first) ** 0.05];
  const room = first === last ? Math.abs(first) * 0.1 || 1 : (last - first) * 0.06;
  return [first - room, last + room];
}

// The range of x that is to be drawn: the plot's own is still that of before while it looks for the range of y.
function visible(plot: uPlot, parts: readonly Part[], range: PlotProps['range']): number[] {
  const xs = plot.data[0];
  const [min, max] = range ?? [-Infinity, Infinity];
  return parts.flatMap((part, i) => (part.kind === 'raw' ? [] : [...plot.data[i + 1]!].filter((y, k): y is number => y != null && xs[k]! >= min && xs[k]! <= max)));
}

function xTicks(latest: Latest): Pick<uPlot.Axis, 'splits' | 'filter' | 'values'> {
  const isDuration = latest.current.x === 'duration';
  return {
    splits: (plot, _, low, high) => {
      const count = Math.max(2, Math.floor(plot.bbox.width / uPlot.pxRatio / 80));
      if (isDuration) return secondTicks(low, high, count);
      if (plot.data[0].length === 1) return [plot.data[0][0]!];
      const ticks = niceTicks(low, high, count);
      const whole = ticks.filter(Number.isInteger);
      return whole.length >= 2 || high - low > 2 ? whole : ticks;
    },
    filter: (_, splits) => splits,
    values: (_, splits) => splits.map(tick => (isDuration ? latest.current.writeX(tick).replace(/ min 0 s$/, ' min').replace(/ h 0 min$/, ' h') : compact(tick))),
  };
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const second = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

// The time of day, with the day below where it begins; days alone where they are apart.
function timeTicks(splits: readonly number[], step: number): string[] {
  const days = splits.map(tick => day.format(1000 * tick));
  if (step >= 86_400) return days;
  return splits.map((tick, i) => (step < 60 ? second : minute).format(1000 * tick) + (days[i] === days[i - 1] ? '' : `\n${days[i]}`));
}

// 20000 is 20k where there are many steps.
const compact = (tick: number): string => (Math.abs(tick) >= 10_000 && tick % 100 === 0 ? (tick >= 1e6 ? `${tick / 1e6}M` : `${tick / 1000}k`) : String(tick).replace('-', '−'));

// Ticks need no more digits than tell them apart.
function shorten(splits: readonly number[], write: (value: number) => string): string[] {
  return splits.map(tick => {
    const text = write(tick);
    const percent = text.endsWith(' %');
    const number = percent ? Number((100 * tick).toPrecision(6)) : Number(tick.toPrecision(6));
    const size = Math.abs(number);
    const plain = size !== 0 && (size < 1e-3 || size >= 1e6) ? number.toExponential().replace('e+', 'e') : String(number);
    return plain.replace('-', '−') + (percent ? ' %' : '');
  });
}

const yWidth: uPlot.Axis.Size = (_, values) => 14 + 6.2 * Math.max(3, ...(values ?? []).map(value => String(value).length));

const cursorX = (plot: uPlot): number | null => {
  const { left, idx } = plot.cursor;
  return left == null || left < 0 || idx == null ? null : plot.data[0][idx] ?? null;
};

function select(plot: uPlot, onRange: PlotProps['onRange']): void {
  const { left, width } = plot.select;
  if (width > 0) onRange([rounded(plot, plot.posToVal(left, 'x')), rounded(plot, plot.posToVal(left + width, 'x'))]);
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

// No more digits than pixels: the range stands in the address.
const rounded = (plot: uPlot, x: number): number => {
  const span = plot.scales['x']!.max! - plot.scales['x']!.min!;
  const unit = 10 ** Math.floor(Math.log10(span / 1000));
  return Number((Math.round(x / unit) * unit).toPrecision(12));
};

function zeroLine(plot: uPlot, colour: string): void {
  const { ctx, bbox, scales } = plot;
  if (!(scales['y']!.min! <= 0 && scales['y']!.max! >= 0)) return;
  const y = Math.round(plot.valToPos(0, 'y', true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

const transparent = (colour: string, alpha: number): string => colour.replace(/^rgb\((.+)\)$/, `rgba($1, ${alpha})`);
