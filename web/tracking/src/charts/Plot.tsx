import 'uplot/dist/uPlot.min.css';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { align } from './align.ts';
import { chartOptions } from './plot-options.ts';
import { nearest } from './points.ts';
import type { Part, PlotProps } from './series.ts';

const faded = 0.15;

/** The canvas. The mouse moves the cursor and zooms by dragging; the arrow keys move the cursor, too. */
export function Plot(props: PlotProps) {
  const { series, logY, height, range, focused } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const { parts, data } = useMemo(() => columns(series, logY), [series, logY]);
  const shape = parts.map(part => `${part.id}/${part.kind}/${part.style.colour}/${part.style.dash}`).join(' ');
  const latestData = useRef(data);
  latestData.current = data;

  // A change of the series' number or looks takes another plot; a change of their points, of the range or of the focus does not.
  useEffect(() => {
    const host = box.current!;
    const made = new uPlot(chartOptions(parts, latest, host.clientWidth || 300), latestData.current as uPlot.AlignedData, host);
    plot.current = made;
    const observer = new ResizeObserver(() => {
      if (host.clientWidth > 0 && host.clientWidth !== made.width) made.setSize({ width: host.clientWidth, height: latest.current.height });
    });
    observer.observe(host);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape, height, props.sync]);

  useEffect(() => plot.current?.setData(data as uPlot.AlignedData), [series, range?.[0], range?.[1], props.ignoreOutliers, props.zero]);

  useEffect(() => {
    const made = plot.current;
    if (!made) return;
    parts.forEach((part, i) => {
      made.series[i + 1]!.alpha = (focused === null || part.id === focused ? 1 : faded) * (part.kind === 'raw' ? 0.3 : 1);
    });
    made.redraw(false);
  }, [focused, shape]);

  const move = (event: KeyboardEvent): void => {
    const made = plot.current;
    if (!made) return;
    const xs = made.data[0] as number[];
    const [first, last] = [made.valToIdx(made.scales['x']!.min!), made.valToIdx(made.scales['x']!.max!)];
    const at = props.cursor === null ? null : made.valToIdx(props.cursor);
    const page = Math.max(1, Math.round((last - first) / 10));
    const targets: Record<string, number> = {
      ArrowLeft: at === null ? last : at - 1, ArrowDown: at === null ? last : at - 1, ArrowRight: at === null ? first : at + 1, ArrowUp: at === null ? first : at + 1,
      PageDown: (at ?? last) - page, PageUp: (at ?? first) + page, Home: first, End: last,
    };
    const target = targets[event.key];
    if (target === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    const others = props.sync ? uPlot.sync(props.sync).plots : [made];
    const x = target === undefined ? null : xs[Math.min(last, Math.max(first, target))]!;
    for (const other of others) other.setCursor(x === null ? { left: -10, top: -10 } : { left: other.valToPos(x, 'x'), top: 10 });
  };
  const xs = data[0];
  return (
    <div class="plot" ref={box} tabIndex={0} role="slider" aria-label={`Cursor of ${props.title}`} aria-orientation="horizontal"
      aria-valuemin={xs[0] ?? 0} aria-valuemax={xs.at(-1) ?? 0} aria-valuenow={props.cursor ?? xs.at(-1) ?? 0}
      aria-valuetext={spoken(props)} onKeyDown={move} style={{ height: `${height}px` }} />
  );
}

function columns(series: PlotProps['series'], logY: boolean) {
  const parts: Part[] = [];
  const curves: { x: number; y: number }[][] = [];
  const add = (part: Part, points: readonly { x: number; y: number }[]): void => {
    parts.push(part);
    curves.push([...points]);
  };
  for (const { id, style, band } of series) {
    if (!band || band.length === 0) continue;
    add({ id, kind: 'high', style }, band.map(({ x, high }) => ({ x, y: high })));
    add({ id, kind: 'low', style }, band.map(({ x, low }) => ({ x, y: low })));
  }
  for (const { id, style, raw } of series) if (raw) add({ id, kind: 'raw', style }, raw);
  for (const { id, style, points } of series) add({ id, kind: 'line', style }, points);
  return { parts, data: align(curves, logY) };
}

function spoken({ series, xLabel, cursor, write, writeX }: PlotProps): string {
  const values = series.slice(0, 12).flatMap(one => {
    const point = nearest(one.points, cursor ?? Infinity);
    return point ? [`${one.label} ${write(point.y)}`] : [];
  });
  return `${cursor === null ? 'last values' : `${xLabel} ${writeX(cursor)}`}: ${values.join(', ')}`;
}
