import type { Run } from '../../api/client.ts';
import { isLowBetter } from '../../shared/metrics.ts';
import type { Column } from '../fields/columns.ts';
import { type FieldId, fieldColumn, fieldLabel } from '../fields/fields.ts';
import { placed } from '../fields/placed.ts';

interface Props {
  readonly runs: readonly Run[];
  readonly selected: readonly boolean[];
  readonly ids: readonly FieldId[];
  readonly columns: readonly Column[];
  /** By this they are sorted, the best first. */
  readonly sortBy: FieldId;
  readonly colour: (i: number) => string;
  readonly onHover: (i: number | null) => void;
  readonly isBrushed: boolean;
}

const mostRows = 100;
const mostCompared = 100;

/** The selected runs as a table, and the way to compare just these. */
export function SelectedRuns({ runs, selected, ids, columns, sortBy, colour, onHover, isBrushed }: Props) {
  const by = sortBy ? fieldColumn(sortBy, runs) : null;
  const sign = isLowBetter(sortBy) ? 1 : -1;
  const value = (i: number): number => (by?.kind === 'number' && Number.isFinite(by.values[i]) ? sign * by.values[i]! : Infinity);
  const shown = [...runs.keys()].filter(i => selected[i]).sort((a, b) => (value(a) === value(b) ? a - b : value(a) - value(b)));
  const axes = ids.map((id, k) => placed(id, columns[k]!, [0, 1], false, 2));
  return (
    <section class="card">
      <div class="controls">
        <h3>{isBrushed ? `${shown.length} selected of ${runs.length} runs` : `${runs.length} runs`}</h3>
        {isBrushed && shown.length > 0 && shown.length <= mostCompared && <a class="button" href={`#/compare/${shown.map(i => runs[i]!.id).join(',')}`}>Compare these</a>}
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label="Selected runs">
        <table>
          <thead><tr><th scope="col">Run</th>{ids.map(id => <th key={id} scope="col">{fieldLabel(id)}</th>)}</tr></thead>
          <tbody>
            {shown.slice(0, mostRows).map(i => (
              <tr key={runs[i]!.id} onMouseEnter={() => onHover(i)} onMouseLeave={() => onHover(null)}>
                <th scope="row"><span class="dot" style={{ background: colour(i) }} /> <a href={`#/runs/${runs[i]!.id}`}>{runs[i]!.name}</a></th>
                {axes.map(axis => <td key={axis.id}>{axis.write(i)}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length > mostRows && <p class="quiet">The first {mostRows} of {shown.length}.</p>}
    </section>
  );
}
