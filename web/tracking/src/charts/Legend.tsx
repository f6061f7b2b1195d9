import { Swatch } from './Swatch.tsx';
import type { Style } from './colours.ts';
import { nearest } from './points.ts';
import type { Series } from './series.ts';

interface Props {
  readonly series: readonly (Series & { readonly style: Style })[];
  readonly hidden: readonly string[];
  /** `alone`: only this one is to be drawn, or all again. */
  readonly onToggle: (id: string, alone: boolean) => void;
  readonly onFocus: (id: string | null) => void;
  readonly cursor: number | null;
  readonly xLabel: string;
  readonly write: (value: number) => string;
  readonly writeX: (x: number) => string;
}

/** The curves by name with their values: at the cursor, or their last. A click switches one, a double click shows it alone. */
export function Legend({ series, hidden, onToggle, onFocus, cursor, xLabel, write, writeX }: Props) {
  return (
    <table class="legend">
      <thead>
        <tr><th scope="col"><span class="unseen">Curve</span></th><th scope="col" class="number">{cursor === null ? 'last' : `${xLabel === 'time' ? '' : xLabel} ${writeX(cursor)}`}</th></tr>
      </thead>
      <tbody>
        {series.map(one => {
          const off = hidden.includes(one.id);
          return (
            <tr key={one.id} class={off ? 'off' : undefined} onMouseEnter={() => onFocus(off ? null : one.id)} onMouseLeave={() => onFocus(null)}>
              <th scope="row">
                <button type="button" class="bare" aria-pressed={!off} title="Click: on or off. Double click: this one alone."
                  onClick={event => onToggle(one.id, event.detail === 2)} onFocus={() => onFocus(off ? null : one.id)} onBlur={() => onFocus(null)}>
                  <Swatch style={one.style} faint={off} /> <span>{one.label}</span>
                </button>
              </th>
              <td class="number">{off ? '' : reading(one, cursor, write)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

// Beyond a curve's ends there is nothing to read.
function reading({ points, write: own }: Series, cursor: number | null, write: (value: number) => string): string {
  const last = nearest(points, Infinity);
  if (!last) return '–';
  if (cursor === null) return own?.(last.x) ?? write(last.y);
  if (cursor < points[0]!.x || cursor > points.at(-1)!.x) return '–';
  const point = nearest(points, cursor)!;
  return own?.(point.x) ?? write(point.y);
}
