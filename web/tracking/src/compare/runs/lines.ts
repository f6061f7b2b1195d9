import type { Run } from '../../api/client.ts';
import { type Style, styles } from '../../charts/colours.ts';
import { fieldColumn, fieldLabel } from '../fields/fields.ts';

/** Runs that are drawn as one line: one run, or all with the same value of something. */
export interface Line {
  readonly id: string;
  readonly label: string;
  readonly runs: readonly Run[];
  readonly style: Style;
}

/** What is drawn as a line each: every run, or every group. */
export function linesOf(runs: readonly Run[], group: string): Line[] {
  if (group === '') {
    const style = styles(runs.map(run => run.id));
    const named = labels(runs);
    return runs.map(run => ({ id: run.id, label: named.get(run.id)!, runs: [run], style: style.get(run.id)! }));
  }
  const column = fieldColumn(group, runs);
  const members = new Map<string, Run[]>();
  runs.forEach((run, i) => {
    const value = column.values[i];
    const text = value === null || Number.isNaN(value) ? 'none' : String(value);
    members.set(text, [...members.get(text) ?? [], run]);
  });
  const order = column.kind === 'number' ? [...members].sort((a, b) => Number(a[0]) - Number(b[0])) : [...members].sort((a, b) => a[0].localeCompare(b[0]));
  const style = styles([...members.keys()]);
  return order.map(([value, own]) => ({ id: value, label: `${fieldLabel(group)} ${value} (${own.length} ${own.length === 1 ? 'run' : 'runs'})`, runs: own, style: style.get(value)! }));
}

/** Names of runs; where two have the same, with the beginning of their ids. */
export function labels(runs: readonly Run[]): Map<string, string> {
  const counts = new Map<string, number>();
  for (const run of runs) counts.set(run.name, (counts.get(run.name) ?? 0) + 1);
  return new Map(runs.map(run => [run.id, counts.get(run.name) === 1 ? run.name : `${run.name} · ${run.id.slice(0, 6)}`]));
}
