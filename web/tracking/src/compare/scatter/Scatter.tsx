import { useMemo } from 'preact/hooks';
import type { Run } from '../../api/client.ts';
import { ErrorBox } from '../../components/ErrorBox.tsx';
import { useUrlState } from '../../shared/router.ts';
import { ColourKey } from '../fields/ColourKey.tsx';
import { ScatterPlot } from './ScatterPlot.tsx';
import { useScope } from '../controls/Scope.tsx';
import { association } from '../statistics/association.ts';
import { type Column, column, differing } from '../fields/columns.ts';
import { FieldChoice, Toggle } from '../controls/controls.tsx';
import { type FieldId, fieldColumn, fieldGroups, fieldLabel } from '../fields/fields.ts';
import { mainMetric } from '../fields/metric-kinds.ts';
import { paint } from '../fields/paint.ts';
import { placed, suitsLog } from '../fields/placed.ts';

/** Any parameter or metric against any other, a point for each run. */
export function Scatter({ runs: compared }: { runs: readonly Run[] }) {
  const { runs, control, error } = useScope(compared);
  const groups = useMemo(() => fieldGroups(runs), [runs]);
  const first = useMemo(() => firstFields(runs), [runs]);
  const [x, setX] = useUrlState<FieldId>('sx', first.x);
  const [y, setY] = useUrlState<FieldId>('sy', first.y);
  const [colourBy, setColourBy] = useUrlState<FieldId>('scolour', '');
  const [xs, ys] = useMemo(() => [fieldColumn(x, runs), fieldColumn(y, runs)], [x, y, runs]);
  const [logX, setLogX] = useUrlState('slogx', suitsLog(xs));
  const [logY, setLogY] = useUrlState('slogy', suitsLog(ys));
  const colourColumn = useMemo(() => (colourBy ? fieldColumn(colourBy, runs) : null), [colourBy, runs]);
  const colour = useMemo(() => paint(colourColumn), [colourColumn]);
  return (
    <>
      <div class="controls">
        {control}
        <FieldChoice label="x" value={x} groups={groups} onChange={setX} />
        {xs.kind === 'number' && <Toggle label="log x" value={logX} onChange={setLogX} />}
        <FieldChoice label="y" value={y} groups={groups} onChange={setY} />
        {ys.kind === 'number' && <Toggle label="log y" value={logY} onChange={setLogY} />}
        <FieldChoice label="Colour" value={colourBy} groups={groups} none="one" onChange={setColourBy} />
      </div>
      {error && <ErrorBox error={error} />}
      <section class="card">
        <ScatterPlot runs={runs} x={x} y={y} xs={xs} ys={ys} logX={logX} logY={logY} colour={colour} />
        {colourColumn && <ColourKey id={colourBy} column={colourColumn} />}
        <p class="quiet note">{relation(xs, ys)}</p>
        <details class="as-table">
          <summary>Show as table</summary>
          <Values runs={runs} ids={colourBy && colourBy !== x && colourBy !== y ? [x, y, colourBy] : [x, y]} />
        </details>
      </section>
    </>
  );
}

function Values({ runs, ids }: { runs: readonly Run[]; ids: readonly FieldId[] }) {
  const columns = ids.map(id => placed(id, fieldColumn(id, runs), [0, 1], false, 2));
  return (
    <div class="scroll table-box" tabIndex={0} role="region" aria-label="The points as table">
      <table>
        <thead><tr><th scope="col">Run</th>{ids.map(id => <th key={id} scope="col">{fieldLabel(id)}</th>)}</tr></thead>
        <tbody>
          {runs.map((run, i) => (
            <tr key={run.id}>
              <th scope="row"><a href={`#/runs/${run.id}`}>{run.name}</a></th>
              {columns.map(column => <td key={column.id}>{column.write(i)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function relation(xs: Column, ys: Column): string {
  if (ys.kind !== 'number') return '';
  const found = association(xs, ys.values);
  if (!found) return '';
  const how = xs.kind === 'number'
    ? `Rank correlation ${found.sign < 0 ? '−' : '+'}${found.strength.toFixed(2)}`
    : `Association ${found.strength.toFixed(2)} (root of epsilon squared)`;
  const chance = found.chance < 0.005 ? 'less than 0.5 %' : `${(100 * found.chance).toFixed(found.chance < 0.1 ? 1 : 0)} %`;
  return `${how} over ${found.runs} runs; ${chance} of random orders look as strong.`;
}

function firstFields(runs: readonly Run[]): { x: FieldId; y: FieldId } {
  const metric = mainMetric(runs);
  const parameters = runs.map(run => run.params);
  const numbers = differing(parameters).filter(key => column(key, parameters).kind === 'number' && !/seed|^fold$|^repeat$/.test(key));
  const telling = numbers.find(key => /learning.?rate|(^|[._])lr$/i.test(key)) ?? numbers[0];
  const y = metric ? `metrics.${metric}` : 'attributes.duration';
  return { x: telling ? `params.${telling}` : 'attributes.duration', y };
}
