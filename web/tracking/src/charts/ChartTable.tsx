import { useMemo, useState } from 'preact/hooks';
import type { XY } from './points.ts';

interface Props {
  readonly title: string;
  readonly series: readonly { readonly id: string; readonly label: string; readonly points: readonly XY[] }[];
  readonly xLabel: string;
  readonly write: (value: number) => string;
  readonly writeX: (x: number) => string;
}

const mostRows = 200;

/** A chart's numbers, made only when the table is opened. */
export function ChartTable(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details class="as-table" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>Show as table<span class="unseen">: {props.title}</span></summary>
      {open && <Numbers {...props} />}
    </details>
  );
}

function Numbers({ title, series, xLabel, write, writeX }: Props) {
  const { rows, all } = useMemo(() => {
    const values = series.map(one => new Map(one.points.map(point => [point.x, point.y])));
    const xs = [...new Set(values.flatMap(map => [...map.keys()]))].sort((a, b) => a - b);
    const stride = Math.ceil(xs.length / mostRows);
    const kept = xs.filter((_, i) => i % stride === 0 || i === xs.length - 1);
    return { rows: kept.map(x => ({ x, values: values.map(map => map.get(x)) })), all: xs.length };
  }, [series]);
  return (
    <div class="scroll table-box" tabIndex={0} role="region" aria-label={`${title} as table`}>
      {rows.length < all && <p class="quiet">{rows.length} of {all} rows, evenly spaced.</p>}
      <table>
        <thead><tr><th scope="col">{xLabel}</th>{series.map(one => <th key={one.id} scope="col" class="number">{one.label}</th>)}</tr></thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.x}>
              <th scope="row">{writeX(row.x)}</th>
              {row.values.map((value, i) => <td key={i} class="number">{value === undefined ? '' : Number.isNaN(value) ? 'NaN' : write(value)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
