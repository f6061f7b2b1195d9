import './chart.css';
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { formatDuration, formatMetric, formatTime } from '../shared/format.ts';
import { useShownTheme } from '../shared/theme.ts';
import { ChartTable } from './ChartTable.tsx';
import { Legend } from './Legend.tsx';
import { Plot } from './Plot.tsx';
import { styles } from './colours.ts';
import { describe } from './describe.ts';
import type { Series, XKind } from './series.ts';

export interface CurveChartProps {
  readonly title: string;
  readonly series: readonly Series[];
  readonly xLabel?: string;
  readonly x?: XKind;
  readonly logY?: boolean;
  readonly height?: number;
  /** How a value reads; by the title's metric unless given. */
  readonly format?: (value: number) => string;
  /** Charts of one name show the cursor at the same x. */
  readonly sync?: string;
  /** Leaves single values far out beyond the edge, so that they do not flatten the rest. */
  readonly ignoreOutliers?: boolean;
  /** Draws a line at zero. */
  readonly zero?: boolean;
  /** Ids of series that are not drawn, and what to do when one is switched; without them the chart keeps that to itself. */
  readonly hidden?: readonly string[];
  readonly onHidden?: (ids: string[]) => void;
  /** The part of x that is shown, null for all; without them the chart keeps that to itself. */
  readonly range?: readonly [number, number] | null;
  readonly onRange?: (range: [number, number] | null) => void;
  readonly legend?: boolean;
  /** Stands at the end of the title's line. */
  readonly tools?: ComponentChildren;
}

/** Curves over one x, with a cursor that reads all of them, zooming by dragging, and the same as a table. */
export function CurveChart(props: CurveChartProps) {
  const { title, series, xLabel = 'step', x = 'number', logY = false, height = 220, legend = true } = props;
  const theme = useShownTheme();
  const [ownHidden, setOwnHidden] = useState<string[]>([]);
  const [ownRange, setOwnRange] = useState<[number, number] | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const hidden = props.hidden ?? ownHidden;
  const setHidden = props.onHidden ?? setOwnHidden;
  const range = props.range === undefined ? ownRange : props.range;
  const setRange = props.onRange ?? setOwnRange;
  const write = props.format ?? ((value: number) => formatMetric(title, value));
  const writeX = (value: number): string => (x === 'number' ? String(Number(value.toPrecision(6))) : x === 'duration' ? formatDuration(1000 * value) : formatTime(1000 * value));
  const styled = useMemo(() => {
    const fallback = styles(series.map(one => one.id));
    return series.map(one => ({ ...one, style: one.style ?? fallback.get(one.id)! }));
  }, [series]);
  const shown = useMemo(() => styled.filter(one => !hidden.includes(one.id)), [styled, hidden]);
  const summary = useMemo(() => describe(title, xLabel, shown, write), [title, xLabel, shown]);
  const empty = shown.every(one => one.points.every(point => !Number.isFinite(point.y) || (logY && point.y <= 0)));

  // Not with every move of the cursor: it may have thousands of cells.
  const table = useMemo(() => <ChartTable title={title} series={shown} xLabel={xLabel} write={write} writeX={writeX} />, [title, shown, xLabel, x]);

  const toggle = (id: string, alone: boolean): void => {
    const others = series.map(one => one.id).filter(other => other !== id);
    const isAlone = others.every(other => hidden.includes(other));
    setHidden(alone ? (isAlone ? [] : others) : hidden.includes(id) ? hidden.filter(other => other !== id) : [...hidden, id]);
  };
  return (
    <figure class="curve-chart" aria-label={summary}>
      <figcaption>
        <h3>{title}</h3>
        {range && <button type="button" class="bare" onClick={() => setRange(null)}>Show all of {xLabel}</button>}
        {props.tools}
      </figcaption>
      {empty
        ? <p class="quiet chart-empty" style={{ height: `${height}px` }}>{nothing(series.length, shown.length, logY)}</p>
        : <Plot key={`${theme} ${logY} ${x}`} title={title} series={shown} xLabel={xLabel} x={x} logY={logY} height={height} sync={props.sync}
            ignoreOutliers={props.ignoreOutliers ?? false} zero={props.zero ?? false} range={range} onRange={setRange} focused={focused} cursor={cursor}
            onCursor={setCursor} write={write} writeX={writeX} />}
      {legend && series.length > 0 &&
        <Legend series={styled} hidden={hidden} onToggle={toggle} onFocus={setFocused} cursor={cursor} xLabel={xLabel} write={write} writeX={writeX} />}
      {!empty && table}
    </figure>
  );
}

function nothing(series: number, shown: number, logY: boolean): string {
  if (series === 0) return 'Nothing is logged yet.';
  if (shown === 0) return 'All are switched off.';
  return logY ? 'No value is above zero, where a logarithm begins.' : 'No value can be drawn: all are NaN or infinite.';
}
