import { useMemo, useState } from 'preact/hooks';
import type { Run } from '../../api/client.ts';
import { ErrorBox } from '../../components/ErrorBox.tsx';
import { useUrlState } from '../../shared/router.ts';
import { BrushInputs } from './BrushInputs.tsx';
import { ColourKey } from '../fields/ColourKey.tsx';
import { ParallelPlot } from './ParallelPlot.tsx';
import { useScope } from '../controls/Scope.tsx';
import { SelectedRuns } from './SelectedRuns.tsx';
import { type Brush, formatBrush, parseBrush, passes, withBrush } from './brushes.ts';
import { differing } from '../fields/columns.ts';
import { FieldChoice, Many } from '../controls/controls.tsx';
import { type FieldId, fieldColumn, fieldGroups } from '../fields/fields.ts';
import { mainMetric } from '../fields/metric-kinds.ts';
import { paint } from '../fields/paint.ts';
import { suitsLog } from '../fields/placed.ts';

const firstParameters = 6;

/** A line for each run through its parameters and results; what is brushed on any axis selects. */
export function Parallel({ runs: compared }: { runs: readonly Run[] }) {
  const { runs, control, error } = useScope(compared);
  const groups = useMemo(() => fieldGroups(runs), [runs]);
  const [axes, setAxes] = useUrlState('axes', useMemo(() => firstAxes(runs), [runs]));
  const columns = useMemo(() => axes.map(id => fieldColumn(id, runs)), [axes, runs]);
  const [logAxes, setLogAxes] = useUrlState('logaxes', useMemo(() => axes.filter((_, i) => suitsLog(columns[i]!)), [axes, columns]));
  const [brushed, setBrushed] = useUrlState('brush', [] as string[]);
  const [colourBy, setColourBy] = useUrlState<FieldId>('colour', axes.findLast(id => id.startsWith('metrics.')) ?? '');
  const [hovered, setHovered] = useState<number | null>(null);
  const brushes = useMemo(() => brushed.flatMap(text => parseBrush(text) ?? []).filter(brush => axes.includes(brush.id)), [brushed, axes]);
  const selected = useMemo(
    () => runs.map((_, i) => brushes.every(brush => passes(brush, columns[axes.indexOf(brush.id)]!, i))), [runs, brushes, columns, axes]);
  const colourColumn = useMemo(() => (colourBy ? fieldColumn(colourBy, runs) : null), [colourBy, runs]);
  const colour = useMemo(() => paint(colourColumn), [colourColumn]);
  const setBrush = (id: FieldId, brush: Brush | null): void => setBrushed(withBrush(brushes, id, brush).map(formatBrush));
  return (
    <>
      <div class="controls">
        {control}
        <Many label="Axes" value={axes} groups={groups} onChange={setAxes} />
        <FieldChoice label="Colour" value={colourBy} groups={groups} none="one" onChange={setColourBy} />
        {brushes.length > 0 && <button type="button" onClick={() => setBrushed([])}>Clear selection</button>}
      </div>
      {error && <ErrorBox error={error} />}
      {axes.length < 2 ? <p class="quiet">Choose two axes at least.</p> : (
        <section class="card">
          <ParallelPlot runs={runs} ids={axes} columns={columns} logAxes={logAxes} brushes={brushes} onBrush={setBrush} selected={selected} colour={colour}
            hovered={hovered} onHover={setHovered} />
          {colourColumn && <ColourKey id={colourBy} column={colourColumn} />}
          <BrushInputs ids={axes} columns={columns} brushes={brushes} onBrush={setBrush} logAxes={logAxes} onLogAxes={setLogAxes} />
        </section>
      )}
      <SelectedRuns runs={runs} selected={selected} ids={axes} columns={columns} sortBy={colourBy} colour={colour} onHover={setHovered} isBrushed={brushes.length > 0} />
    </>
  );
}

function firstAxes(runs: readonly Run[]): FieldId[] {
  const metric = mainMetric(runs);
  // What differs between most runs tells more than a name or a digest, which differs between all.
  const parameters = differing(runs.map(run => run.params)).filter(key => !/digest|hash|_id$|^(seed|fold|repeat)$/.test(key)).map(key => `params.${key}`);
  return [...parameters.slice(0, firstParameters), ...(metric ? [`metrics.${metric}`] : [])];
}
