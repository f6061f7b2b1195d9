import type { Run } from '../../api/client.ts';
import { Swatch } from '../../charts/Swatch.tsx';
import type { Line } from '../runs/lines.ts';

/** A table's head with a column for each run. */
export function RunHeads({ lines, first }: { lines: readonly Line[]; first: string }) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {lines.map(line => <th key={line.id} scope="col" class="run-head"><Swatch style={line.style} /> <a href={`#/runs/${line.id}`}>{line.label}</a></th>)}
      </tr>
    </thead>
  );
}

/** Of a metric, the runs with the best value; none where all have the same. */
export function bestRuns(runs: readonly Run[], metric: string, isLowBetter: boolean): Set<string> {
  const values = runs.flatMap(run => {
    const value = run.metrics[metric]?.value ?? NaN;
    return Number.isFinite(value) ? [{ id: run.id, value }] : [];
  });
  const best = values.reduce((most, { value }) => (isLowBetter ? Math.min(most, value) : Math.max(most, value)), isLowBetter ? Infinity : -Infinity);
  const found = values.filter(({ value }) => value === best);
  return new Set(found.length < values.length ? found.map(({ id }) => id) : []);
}
