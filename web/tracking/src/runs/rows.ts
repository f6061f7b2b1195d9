// From runs to the rows of a table: flat, nested under their parents, or in groups.

import type { Run } from '../api/client.ts';
import { type Column, type Curves, parseColumn, valueOf } from './columns.ts';

export interface RunRow {
  kind: 'run';
  id: string;
  run: Run;
  depth: number;
  /** How many runs are nested in it, at any depth. */
  nested: number;
  isOpen: boolean;
  /** What ticking the row means: the runs within, or the run itself. */
  ids: string[];
}

export interface GroupRow {
  kind: 'group';
  id: string;
  /** What the runs have in common: column id and value; undefined where they lack it. */
  values: [string, string | undefined][];
  runs: Run[];
  isOpen: boolean;
  ids: string[];
}

export type Row = RunRow | GroupRow;

export interface Sort {
  column: Pick<Column, 'kind' | 'key'>;
  down: boolean;
}

/** `metrics.val_loss` or `-started`; null when it names no column. `name` sorts by the run's name. */
export function parseSort(text: string): (Sort & { id: string }) | null {
  const down = text.startsWith('-');
  const id = down ? text.slice(1) : text;
  const column = id === 'name' ? { kind: 'attribute' as const, key: 'name' } : parseColumn(id);
  return column ? { id, column, down } : null;
}

const collator = new Intl.Collator('en', { numeric: true });

function compareValues(a: string | number | undefined, b: string | number | undefined, down: boolean): number {
  // What has no value comes last, either way.
  const [lacksA, lacksB] = [a === undefined || Number.isNaN(a), b === undefined || Number.isNaN(b)];
  if (lacksA || lacksB) return Number(lacksA) - Number(lacksB);
  const [x, y] = [Number(a), Number(b)];
  const order = Number.isNaN(x) || Number.isNaN(y) || a === '' || b === '' ? collator.compare(String(a), String(b)) : x - y;
  return down ? -order : order;
}

/** Sorts by the values, each of which is worked out once. Equal ones keep their order. */
function sortBy<T>(items: readonly T[], value: (item: T) => string | number | undefined, down: boolean): T[] {
  return items.map(item => ({ item, value: value(item) })).sort((a, b) => compareValues(a.value, b.value, down)).map(({ item }) => item);
}

const sortValue = (run: Run, { column }: Sort, curves: Curves, now: number): string | number | undefined =>
  (column.key === 'name' && column.kind === 'attribute' ? run.name : valueOf(run, column, curves, now));

/** All runs below each other. */
export function flatRows(runs: readonly Run[], sort: Sort | null, curves: Curves, now: number): RunRow[] {
  const sorted = sort ? sortBy(runs, run => sortValue(run, sort, curves, now), sort.down) : runs;
  return sorted.map(run => ({ kind: 'run', id: run.id, run, depth: 0, nested: 0, isOpen: false, ids: [run.id] }));
}

export const parentOf = (run: Run): string | undefined => run.tags['mlflow.parentRunId'];

/** The runs in which no other of the runs is nested. */
export function leavesOf(runs: readonly Run[]): Run[] {
  const parents = new Set(runs.map(parentOf));
  return runs.filter(run => !parents.has(run.id));
}

/** Runs under their parents; a run whose parent is not among them stands at the top. */
export function nestedRows(runs: readonly Run[], sort: Sort | null, curves: Curves, now: number, isOpen: (id: string) => boolean): RunRow[] {
  const known = new Map(runs.map(run => [run.id, run]));
  const children = new Map<string, Run[]>();
  const top: Run[] = [];
  for (const run of runs) {
    const parent = parentOf(run);
    if (parent === undefined || !known.has(parent) || isCycle(run, known)) {
      top.push(run);
      continue;
    }
    const siblings = children.get(parent);
    if (siblings) siblings.push(run);
    else children.set(parent, [run]);
  }
  // A parent without the value is placed by the best-placed run in it.
  const placed = (run: Run): string | number | undefined => {
    const own = sortValue(run, sort!, curves, now);
    if (own !== undefined) return own;
    return (children.get(run.id) ?? []).map(placed).sort((a, b) => compareValues(a, b, sort!.down))[0];
  };
  const inOrder = (siblings: Run[]): Run[] => (sort ? sortBy(siblings, placed, sort.down) : siblings);
  const rows: RunRow[] = [];
  const add = (run: Run, depth: number, isShown: boolean): { nested: number; leaves: string[] } => {
    const own = children.get(run.id);
    const row: RunRow = { kind: 'run', id: run.id, run, depth, nested: 0, isOpen: own !== undefined && isOpen(run.id), ids: [run.id] };
    if (isShown) rows.push(row);
    if (!own) return { nested: 0, leaves: row.ids };
    const leaves: string[] = [];
    for (const child of inOrder(own)) {
      const below = add(child, depth + 1, isShown && row.isOpen);
      row.nested += 1 + below.nested;
      leaves.push(...below.leaves);
    }
    row.ids = leaves;
    return { nested: row.nested, leaves };
  };
  for (const run of inOrder(top)) add(run, 0, true);
  return rows;
}

// Tags can say anything: a run may be its own grandparent.
function isCycle(run: Run, known: Map<string, Run>): boolean {
  const seen = new Set([run.id]);
  for (let parent = known.get(parentOf(run) ?? ''); parent; parent = known.get(parentOf(parent) ?? '')) {
    if (seen.has(parent.id)) return true;
    seen.add(parent.id);
  }
  return false;
}

/** Runs that have the same values in columns, as one row each, with the runs below it when it is open. */
export function groupRows(
  runs: readonly Run[], by: readonly string[], sort: Sort | null, curves: Curves, now: number, isOpen: (id: string) => boolean,
): Row[] {
  const columns = by.map(id => ({ id, column: parseColumn(id) })).filter(({ column }) => column !== null);
  const groups = new Map<string, { values: [string, string | undefined][]; runs: Run[] }>();
  for (const run of runs) {
    const values = columns.map(({ id, column }): [string, string | undefined] => {
      const value = valueOf(run, column!, curves, now);
      return [id, value === undefined ? undefined : String(value)];
    });
    const key = JSON.stringify(values.map(([, value]) => value ?? null));
    const group = groups.get(key);
    if (group) group.runs.push(run);
    else groups.set(key, { values, runs: [run] });
  }
  let ordered = [...groups];
  if (sort) {
    ordered = sortBy(ordered, ([, group]) => {
      const values = group.runs.map(run => sortValue(run, sort, curves, now));
      return typeof values.find(value => value !== undefined) === 'number' ? spread(values)?.mean : values[0];
    }, sort.down);
  }
  return ordered.flatMap(([key, group]): Row[] => {
    const row: GroupRow = { kind: 'group', id: `group ${key}`, values: group.values, runs: group.runs, isOpen: isOpen(key), ids: group.runs.map(run => run.id) };
    return row.isOpen ? [row, ...flatRows(group.runs, sort, curves, now).map(child => ({ ...child, depth: 1 }))] : [row];
  });
}

export interface Spread {
  n: number;
  mean: number;
  /** Of a sample, with n − 1; null for a single value. */
  std: number | null;
}

/** Mean and standard deviation of the finite numbers; null when there is none. */
export function spread(values: readonly (string | number | undefined)[]): Spread | null {
  const numbers = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  const n = numbers.length;
  if (n === 0) return null;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / n;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n, mean, std: n > 1 ? Math.sqrt(squares / (n - 1)) : null };
}
