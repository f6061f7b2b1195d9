import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Run } from '../../api/client.ts';
import { type Named, differing, names } from '../fields/columns.ts';
import { Bound, Choice, FieldChoice, Slider, Toggle } from '../controls/controls.tsx';
import type { CurveOptions, SetCurveOptions } from './curve-options.ts';
import { type FieldGroup, isTelling } from '../fields/fields.ts';

interface Props {
  readonly runs: readonly Run[];
  readonly options: CurveOptions;
  readonly set: SetCurveOptions;
  readonly children?: ComponentChildren;
}

/** What is chosen about all charts of a section together. */
export function CurveControls({ runs, options, set, children }: Props) {
  const groups = useMemo(() => groupable(runs), [runs]);
  const bound = (side: 0 | 1, value: number | null): void => {
    const next: [number, number] = [...options.range ?? [-Infinity, Infinity]];
    next[side] = value ?? (side === 0 ? -Infinity : Infinity);
    set.range(next[0] === -Infinity && next[1] === Infinity ? null : next);
  };
  const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);
  return (
    <div class="controls" role="group" aria-label="How the curves are drawn">
      {children}
      <Choice label="Over" value={options.axis} choices={{ step: 'step', epoch: 'epoch', relative: 'relative time', wall: 'wall time' }} onChange={set.axis} />
      <Slider label="Smoothing" value={options.smoothing} most={0.99} step={0.01} onChange={set.smoothing} />
      <Toggle label="Log scale" value={options.log} onChange={set.log} />
      <Toggle label="Ignore outliers" value={options.ignoreOutliers} onChange={set.ignoreOutliers} />
      <FieldChoice label="Group by" value={options.group} groups={groups} none="nothing" onChange={set.group} />
      {options.group !== '' && <>
        <Choice label="Band" value={options.spread} choices={{ std: '± standard deviation', range: 'min to max', none: 'none' }} onChange={set.spread} />
        <Choice label="A run that ended" value={options.afterEnd} choices={{ leave: 'leaves the mean', keep: 'keeps its last value' }} onChange={set.afterEnd} />
      </>}
      {options.axis !== 'wall' && (
        <div class="control" role="group" aria-label="Shown part">
          <span>From</span><Bound label="From" value={finite(options.range?.[0])} hint="first" onChange={value => bound(0, value)} />
          <span>to</span><Bound label="To" value={finite(options.range?.[1])} hint="last" onChange={value => bound(1, value)} />
        </div>
      )}
    </div>
  );
}

// Only what divides the runs into groups: differs, and not in each run.
function groupable(runs: readonly Run[]): FieldGroup[] {
  const dividing = (label: string, kind: string, keys: readonly string[], of: (run: Run) => Named): FieldGroup => ({
    label, ids: keys.filter(key => new Set(runs.map(run => of(run)[key])).size < Math.max(2, runs.length)).map(key => `${kind}.${key}`),
  });
  const tags = names(runs.map(run => run.tags)).filter(isTelling);
  return [
    dividing('Parameters', 'params', differing(runs.map(run => run.params)), run => run.params), dividing('Tags', 'tags', tags, run => run.tags),
  ].filter(group => group.ids.length > 0);
}
