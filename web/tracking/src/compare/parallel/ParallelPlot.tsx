import { useMemo, useRef, useState } from 'preact/hooks';
import type { Run } from '../../api/client.ts';
import { shortNames } from '../../shared/format.ts';
import type { Brush } from './brushes.ts';
import type { Column } from '../fields/columns.ts';
import type { FieldId } from '../fields/fields.ts';
import { type Placed, placed } from '../fields/placed.ts';
import { useWidth } from '../../components/useWidth.ts';

interface Props {
  readonly runs: readonly Run[];
  readonly ids: readonly FieldId[];
  readonly columns: readonly Column[];
  readonly logAxes: readonly FieldId[];
  readonly brushes: readonly Brush[];
  readonly onBrush: (id: FieldId, brush: Brush | null) => void;
  readonly selected: readonly boolean[];
  readonly colour: (i: number) => string;
  readonly hovered: number | null;
  readonly onHover: (i: number | null) => void;
}

const height = 340;
const top = 34;
const bottom = 300; // of the axes; runs without a value pass below it
const nowhere = 322;
const narrowest = 96;
const side = 88; // room for the first axis's labels

/** The picture; BrushInputs has the same brushes for the keyboard. */
export function ParallelPlot({ runs, ids, columns, logAxes, brushes, onBrush, selected, colour, hovered, onHover }: Props) {
  const [box, width] = useWidth<HTMLDivElement>();
  const full = Math.max(width, 2 * side + (ids.length - 1) * narrowest);
  const xOf = (k: number): number => side + (k * (full - 2 * side)) / Math.max(1, ids.length - 1);
  const axes = useMemo(() => ids.map((id, k) => placed(id, columns[k]!, [bottom, top], logAxes.includes(id), 6)), [ids, columns, logAxes]);
  const paths = useMemo(
    () => runs.map((_, i) => axes.map((axis, k) => `${k === 0 ? 'M' : 'L'}${xOf(k).toFixed(1)} ${(axis.place(i) ?? nowhere).toFixed(1)}`).join('')), [runs, axes, full]);
  const short = useMemo(() => shortNames(ids), [ids]);
  const count = selected.filter(Boolean).length;
  const anyMissing = axes.some(axis => runs.some((_, i) => axis.place(i) === null));
  const isAll = count === runs.length;
  const order = [...runs.keys()].sort((a, b) => Number(selected[a]) - Number(selected[b]));
  return (
    <div class="scroll parallel" ref={box} tabIndex={0} role="region" aria-label="Parallel coordinates">
      <svg width={full} height={height} viewBox={`0 0 ${full} ${height}`} role="img"
        aria-label={`Parallel coordinates of ${runs.length} runs over ${axes.map(axis => axis.label).join(', ')}; ${count} selected. The limits below select as well.`}>
        <g class="lines">
          {width > 0 && order.map(i => (
            <path key={runs[i]!.id} d={paths[i]} class={selected[i] ? 'selected' : 'other'} style={{ stroke: colour(i) }}
              onPointerEnter={() => onHover(i)} onPointerLeave={() => onHover(null)}>
              <title>{runs[i]!.name}</title>
            </path>
          ))}
          {hovered !== null && paths[hovered] && <path d={paths[hovered]} class="hovered" style={{ stroke: colour(hovered) }} />}
        </g>
        {axes.map((axis, k) => (
          <Axis key={axis.id} axis={axis} x={xOf(k)} name={short.get(axis.id)!} isLast={k === axes.length - 1} brush={brushes.find(brush => brush.id === axis.id)}
            onBrush={brush => onBrush(axis.id, brush)} />
        ))}
        {anyMissing && <text class="tick" x={8} y={nowhere + 4}>no value</text>}
      </svg>
      <p class="quiet note">
        {isAll ? 'Drag along an axis to select; click it to let go.' : `${count} of ${runs.length} runs selected.`}
        {hovered !== null && runs[hovered] && ` ${runs[hovered].name}: ${axes.map(axis => `${short.get(axis.id)!} ${axis.write(hovered)}`).join(', ')}`}
      </p>
    </div>
  );
}

interface AxisProps {
  readonly axis: Placed;
  readonly x: number;
  readonly name: string;
  readonly isLast: boolean;
  readonly brush: Brush | undefined;
  readonly onBrush: (brush: Brush | null) => void;
}

function Axis({ axis, x, name, isLast, brush, onBrush }: AxisProps) {
  const [dragged, setDragged] = useState<[number, number] | null>(null);
  const from = useRef<number | null>(null);
  const at = (event: PointerEvent & { currentTarget: SVGElement }): number => {
    const area = event.currentTarget.ownerSVGElement!.getBoundingClientRect();
    return Math.min(bottom, Math.max(top, event.clientY - area.top));
  };
  const start = (event: PointerEvent & { currentTarget: SVGRectElement }): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = at(event);
  };
  const move = (event: PointerEvent & { currentTarget: SVGRectElement }): void => {
    if (from.current !== null) setDragged([Math.min(from.current, at(event)), Math.max(from.current, at(event))]);
  };
  const end = (): void => {
    if (from.current === null) return;
    from.current = null;
    setDragged(null);
    onBrush(dragged && dragged[1] - dragged[0] > 3 ? brushOf(axis, dragged) : null);
  };
  const shown = dragged ? [dragged] : brush ? areasOf(axis, brush) : [];
  return (
    <g>
      <line class="axis" x1={x} x2={x} y1={top} y2={bottom} />
      <text class="name" x={isLast ? x + side - 4 : x} y={14} text-anchor={isLast ? 'end' : x <= side ? 'start' : 'middle'} dx={x <= side ? 4 - side : 0}>
        {name.length > 24 ? `${name.slice(0, 23)}…` : name}{axis.log ? ' (log)' : ''}<title>{axis.label}</title>
      </text>
      {axis.ticks.map(tick => (
        <g key={tick.text}>
          <line class="axis" x1={x - 4} x2={x} y1={tick.at} y2={tick.at} />
          <text class="tick halo" x={x - 6} y={tick.at + 4} text-anchor="end">{tick.text.length > 14 ? `${tick.text.slice(0, 13)}…` : tick.text}<title>{tick.text}</title></text>
        </g>
      ))}
      {shown.map(([low, high], i) => <rect key={i} class="brush" x={x - 9} width={18} y={low} height={Math.max(2, high - low)} />)}
      <rect class="grip" x={x - 16} width={32} y={top - 8} height={bottom - top + 16} onPointerDown={start} onPointerMove={move} onPointerUp={end} onPointerCancel={end} />
    </g>
  );
}

function brushOf(axis: Placed, [first, last]: [number, number]): Brush | null {
  if (axis.column.kind === 'category') {
    const values = axis.ticks.filter(tick => tick.at >= first && tick.at <= last).map(tick => tick.text);
    return values.length > 0 ? { kind: 'category', id: axis.id, values } : null;
  }
  // As many digits as pixels deserve.
  const rounded = (value: number): number => Number(value.toPrecision(4));
  return { kind: 'number', id: axis.id, low: rounded(axis.invert(last)), high: rounded(axis.invert(first)) };
}

function areasOf(axis: Placed, brush: Brush): [number, number][] {
  if (brush.kind === 'category') return axis.ticks.filter(tick => brush.values.includes(tick.text)).map(tick => [tick.at - 9, tick.at + 9]);
  const place = (value: number, open: number): number => {
    const found = axis.placeOf(value);
    return Number.isFinite(found) ? Math.min(bottom, Math.max(top, found)) : open;
  };
  return [[place(brush.high, top), place(brush.low, bottom)]];
}
