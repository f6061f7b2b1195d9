import { useMemo } from 'preact/hooks';
import type { Run } from '../../api/client.ts';
import { labels } from '../runs/lines.ts';
import type { Column } from '../fields/columns.ts';
import { type FieldId, fieldLabel } from '../fields/fields.ts';
import { type Placed, placed } from '../fields/placed.ts';
import { random } from '../statistics/random.ts';
import { useWidth } from '../../components/useWidth.ts';

interface Props {
  readonly runs: readonly Run[];
  readonly x: FieldId;
  readonly y: FieldId;
  readonly xs: Column;
  readonly ys: Column;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly colour: (i: number) => string;
}

interface Dot {
  readonly run: Run;
  readonly i: number;
  readonly x: number;
  readonly y: number;
}

const height = 380;
const margin = { left: 72, right: 16, top: 12, bottom: 44 };
const mostLinks = 60; // more stops for the tab key than this help nobody
const mostLabels = 24;
const radius = 5;

export function ScatterPlot({ runs, x, y, xs, ys, logX, logY, colour }: Props) {
  const [box, width] = useWidth<HTMLDivElement>();
  const across = useMemo(() => placed(x, xs, [margin.left + 8, Math.max(margin.left + 60, width - margin.right - 8)], logX, Math.max(2, Math.floor(width / 110))), [x, xs, logX, width]);
  const up = useMemo(() => placed(y, ys, [height - margin.bottom - 8, margin.top + 8], logY, 7), [y, ys, logY]);
  const dots = useMemo(() => scatter(runs, across, up), [runs, across, up]);
  const named = useMemo(() => labels(runs), [runs]);
  const shownLabels = useMemo(() => (dots.length <= mostLabels ? freeLabels(dots, named, width) : new Map<string, number>()), [dots, named, width]);
  const missing = runs.length - dots.length;
  const tickLetters = Math.max(4, Math.floor((width - 90) / across.ticks.length / 6.5));
  const say = ({ run, i }: Dot): string => `${named.get(run.id)!}: ${fieldLabel(x)} ${across.write(i)}, ${fieldLabel(y)} ${up.write(i)}`;
  const summary = `${fieldLabel(y)} over ${fieldLabel(x)}, ${dots.length} runs`;
  return (
    <div class="scatter" ref={box}>
      {width > 0 && (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role={dots.length <= mostLinks ? 'group' : 'img'} aria-label={summary}>
          {up.ticks.map(tick => (
            <g key={tick.text}>
              <line class="grid" x1={margin.left} x2={width - margin.right} y1={tick.at} y2={tick.at} />
              <text class="tick" x={margin.left - 6} y={tick.at + 4} text-anchor="end">{cut(tick.text, 10)}<title>{tick.text}</title></text>
            </g>
          ))}
          {across.ticks.map(tick => (
            <g key={tick.text}>
              <line class="grid" x1={tick.at} x2={tick.at} y1={margin.top} y2={height - margin.bottom} />
              <text class="tick" x={tick.at} y={height - margin.bottom + 16} text-anchor="middle">{cut(tick.text, tickLetters)}<title>{tick.text}</title></text>
            </g>
          ))}
          <text class="name" x={(margin.left + width - margin.right) / 2} y={height - 6} text-anchor="middle">{fieldLabel(x)}{across.log ? ' (log)' : ''}</text>
          <text class="name" text-anchor="middle" transform={`translate(12 ${(margin.top + height - margin.bottom) / 2}) rotate(-90)`}>{fieldLabel(y)}{up.log ? ' (log)' : ''}</text>
          {dots.map(dot => {
            const point = <circle class="point" cx={dot.x} cy={dot.y} r={radius} style={{ fill: colour(dot.i) }}><title>{say(dot)}</title></circle>;
            return dots.length <= mostLinks ? <a key={dot.run.id} href={`#/runs/${dot.run.id}`} aria-label={say(dot)}>{point}</a> : <g key={dot.run.id}>{point}</g>;
          })}
          {dots.map(dot => {
            const at = shownLabels.get(dot.run.id);
            return at !== undefined && (
              <text key={dot.run.id} class="label halo" aria-hidden="true" x={dot.x + 8 * at} y={dot.y + 4} text-anchor={at > 0 ? 'start' : 'end'}>
                {cut(named.get(dot.run.id)!, 28)}
              </text>
            );
          })}
        </svg>
      )}
      {missing > 0 && <p class="quiet note">{missing} of {runs.length} runs not shown: a value is missing{across.log || up.log ? ' or not above zero' : ''}.</p>}
    </div>
  );
}

// Runs of one category would hide each other: they are moved a little, always the same way.
function scatter(runs: readonly Run[], across: Placed, up: Placed): Dot[] {
  const next = random(7);
  const room = ({ column, ticks: [first, second] }: Placed): number =>
    (column.kind === 'category' && first ? Math.min(24, Math.abs((second?.at ?? first.at + 60) - first.at) / 3) : 0);
  const [roomX, roomY] = [room(across), room(up)];
  return runs.flatMap((run, i) => {
    const [dx, dy] = [(next() - 0.5) * roomX, (next() - 0.5) * roomY];
    const [x, y] = [across.place(i), up.place(i)];
    return x === null || y === null ? [] : [{ run, i, x: x + dx, y: y + dy }];
  });
}

/** For each run whose name has room beside its point: on which side, 1 right or −1 left. */
function freeLabels(dots: readonly Dot[], named: ReadonlyMap<string, string>, width: number): Map<string, number> {
  const taken = dots.map(dot => ({ left: dot.x - radius, right: dot.x + radius, top: dot.y - radius, bottom: dot.y + radius }));
  const found = new Map<string, number>();
  for (const dot of dots) {
    const long = 6.6 * Math.min(28, named.get(dot.run.id)!.length);
    for (const way of [1, -1]) {
      const left = way > 0 ? dot.x + 8 : dot.x - 8 - long;
      const area = { left, right: left + long, top: dot.y - 7, bottom: dot.y + 7 };
      const isApart = (other: typeof area): boolean => area.right < other.left || area.left > other.right || area.bottom < other.top || area.top > other.bottom;
      if (area.left <= margin.left || area.right >= width - 4 || !taken.every(isApart)) continue;
      taken.push(area);
      found.set(dot.run.id, way);
      break;
    }
  }
  return found;
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
