// What a table of runs can show of a run, and what it shows by default.

import type { Point, Run } from '../api/client.ts';
import { formatAgo, formatDuration, formatMetric, formatNumber, shortNames } from '../shared/format.ts';
import { isLowBetter, isNeutral, isShare, isSystem, judged } from '../shared/metrics.ts';

export type ColumnKind = 'attribute' | 'last' | 'best' | 'curve' | 'param' | 'tag';

export interface Column {
  /** As in the address: `status`, `metrics.val_loss`, `best.val_loss`, `curve.val_loss`, `params.seed`, `tags.fold`. */
  id: string;
  kind: ColumnKind;
  /** The metric, parameter or tag; of an attribute, its id. */
  key: string;
  /** The header. */
  label: string;
  isNumber: boolean;
  width: number;
}

/** The points of a run's metric, as far as they are known. */
export type Curves = (run: Run, key: string) => readonly Point[] | undefined;

/** Attributes, with their headers and widths. */
export const attributes: Record<string, { label: string; width: number; isNumber?: boolean }> = {
  status: { label: 'Status', width: 92 },
  started: { label: 'Started', width: 104 },
  duration: { label: 'Duration', width: 104, isNumber: true },
  epoch: { label: 'Last step', width: 84, isNumber: true },
  user: { label: 'User', width: 96 },
  dataset: { label: 'Data set', width: 130 },
  id: { label: 'Run id', width: 110 },
};

const prefixes: Record<string, ColumnKind> = { metrics: 'last', best: 'best', curve: 'curve', params: 'param', tags: 'tag' };
const mostDefaultParams = 10;
const mostDefaultMetrics = 4;
const mostEqualParams = 4;
const repeats = /^(seed|fold|repeat)$/;
const sparklineWidth = 110;

/** Null when the id is none. */
export function parseColumn(id: string): { kind: ColumnKind; key: string } | null {
  if (id in attributes) return { kind: 'attribute', key: id };
  const dot = id.indexOf('.');
  const kind = prefixes[id.slice(0, Math.max(0, dot))];
  return kind && dot < id.length - 1 ? { kind, key: id.slice(dot + 1) } : null;
}

/** The names that occur in runs, sorted; the machine's metrics last. */
export function namesOf(runs: readonly Run[]): { metrics: string[]; params: string[]; tags: string[] } {
  const [metrics, params, tags] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const run of runs) {
    for (const key in run.metrics) metrics.add(key);
    for (const key in run.params) params.add(key);
    for (const key in run.tags) tags.add(key);
  }
  return {
    metrics: [...metrics].sort((a, b) => Number(isSystem(a)) - Number(isSystem(b)) || a.localeCompare(b)),
    params: [...params].sort(),
    tags: [...tags].sort((a, b) => Number(a.startsWith('mlflow.')) - Number(b.startsWith('mlflow.')) || a.localeCompare(b)),
  };
}

/** The parameters in which runs differ; one that a run lacks differs. Runs without any parameter do not count. */
export function differingParams(runs: readonly Run[]): string[] {
  const first = new Map<string, string>();
  const counts = new Map<string, number>();
  const differ = new Set<string>();
  let counted = 0;
  for (const { params } of runs) {
    let has = false;
    for (const key in params) {
      has = true;
      const value = params[key]!;
      const known = first.get(key);
      if (known === undefined) first.set(key, value);
      else if (known !== value) differ.add(key);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    if (has) counted++;
  }
  for (const [key, count] of counts) if (count < counted) differ.add(key);
  return [...differ].sort();
}

/** The metrics that are not of the machine, those first that say most of how the runs went. */
function tellingMetrics(runs: readonly Run[]): string[] {
  const counts = new Map<string, number>();
  for (const { metrics } of runs) for (const key in metrics) if (!isSystem(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const place = (key: string): number => {
    const at = judged.indexOf(key.replace(/^best_/, ''));
    return at < 0 ? judged.length : at;
  };
  const isUnseen = (key: string): boolean => /^(val|valid|validation|eval|test)[_/.]/.test(key); // measured on photos or rows not trained on
  const better = (a: string, b: string, holds: (key: string) => boolean): number => Number(holds(b)) - Number(holds(a));
  return [...counts.keys()].sort((a, b) => place(a) - place(b) || better(b, a, isNeutral) || counts.get(b)! - counts.get(a)!
    || better(a, b, isUnseen) || better(a, b, isShare) || a.localeCompare(b));
}

/** What a table shows when nobody chose: how each run went, and in what it differs. Only what the runs have is shown. */
export function defaultColumns(runs: readonly Run[], leaves: readonly Run[]): string[] {
  const shown = leaves.length > 0 ? leaves : runs;
  const telling = tellingMetrics(shown);
  const has = new Set(telling);
  const columns = ['status'];
  const main = judged.map(key => key.replace(/^best_/, '')).find(key => has.has(key)) ?? telling[0];
  if (main) {
    // Of one point there is no best, and no curve.
    const isCurve = shown.some(run => (run.metrics[main]?.step ?? 0) > 0);
    const isBest = has.has(`best_${main}`) || (isCurve && !isNeutral(main));
    columns.push(isBest ? `best.${main}` : `metrics.${main}`, ...(isCurve ? [`curve.${main}`] : []));
  }
  const usual = ['val_loss', 'macro_f1'].filter(key => has.has(key) && key !== main);
  // Runs with a logged best are of this product; it is known what matters in them.
  const others = telling.some(key => key.startsWith('best_')) ? [] : telling.filter(key => key !== main && !usual.includes(key));
  columns.push(...[...usual, ...others].slice(0, Math.max(usual.length, mostDefaultMetrics - 1)).map(key => `metrics.${key}`), 'started', 'duration');
  // The run has its experiment's name, and a digest tells nobody anything; which repeat it was matters least.
  const isWanted = (key: string): boolean => key !== 'name' && !key.endsWith('_digest');
  const differing = differingParams(shown).filter(isWanted).sort((a, b) => Number(repeats.test(a)) - Number(repeats.test(b)));
  const params = differing.length > 0 ? differing.slice(0, mostDefaultParams) : namesOf(shown).params.filter(isWanted).slice(0, mostEqualParams);
  return [...columns, ...params.map(key => `params.${key}`)];
}

/** Columns with headers and widths that fit what the runs hold; those of groups hold more. */
export function toColumns(ids: readonly string[], runs: readonly Run[], isGrouped = false): Column[] {
  const parsed = ids.map(id => ({ id, found: parseColumn(id) })).filter(({ found }) => found !== null);
  const short = shortNames(parsed.filter(({ found }) => found!.kind === 'param').map(({ found }) => found!.key));
  return parsed.map(({ id, found }) => {
    const { kind, key } = found!;
    if (kind === 'attribute') {
      const { label, width, isNumber = false } = attributes[key]!;
      return { id, kind, key, label, width, isNumber };
    }
    if (kind === 'curve') return { id, kind, key, label: key, isNumber: false, width: sparklineWidth };
    const label = kind === 'param' ? short.get(key) ?? key : kind === 'best' ? `best ${key}` : key;
    if (kind !== 'param' && kind !== 'tag') return { id, kind, key, label, isNumber: true, width: clamp(36 + 6.8 * label.length, isGrouped ? 128 : 92, 190) };
    let [longest, isNumber, isAny] = [label.length, true, false];
    for (const run of runs.length > 400 ? runs.slice(0, 400) : runs) {
      const value = (kind === 'param' ? run.params : run.tags)[key];
      if (value === undefined) continue;
      isAny = true;
      longest = Math.max(longest, value.length);
      isNumber &&= value.trim() !== '' && !Number.isNaN(Number(value));
    }
    return { id, kind, key, label, isNumber: isNumber && isAny, width: clamp(28 + 6.8 * longest, isGrouped ? 88 : 64, 200) };
  });
}

const clamp = (value: number, least: number, most: number): number => Math.round(Math.min(most, Math.max(least, value)));

/** The best value of a metric so far: as logged under `best_…`, else of its points. */
export function bestOf(run: Run, key: string, curves: Curves): number | undefined {
  const logged = run.metrics[`best_${key}`]?.value;
  if (logged !== undefined) return logged;
  if (!(key in run.metrics)) return undefined;
  let best: number | undefined;
  const low = isLowBetter(key);
  for (const { value } of curves(run, key) ?? []) {
    if (!Number.isNaN(value) && (best === undefined || (low ? value < best : value > best))) best = value;
  }
  return best;
}

/** Whether a cell needs the run's points, not only its latest values. */
export const needsCurve = ({ kind, key }: Column, run: Run): boolean =>
  key in run.metrics && (kind === 'curve' || (kind === 'best' && !(`best_${key}` in run.metrics)));

/** What to sort, group and average by. */
export function valueOf(run: Run, { kind, key }: Pick<Column, 'kind' | 'key'>, curves: Curves, now: number): string | number | undefined {
  switch (kind) {
    case 'last': return run.metrics[key]?.value;
    case 'curve':
    case 'best': return bestOf(run, key, curves);
    case 'param': return run.params[key];
    case 'tag': return run.tags[key];
    case 'attribute':
      switch (key) {
        case 'status': return run.status;
        case 'started': return run.start;
        case 'duration': return (run.end ?? (run.status === 'RUNNING' ? now : undefined) ?? run.start) - run.start;
        case 'epoch': return lastStep(run);
        case 'user': return run.user || undefined;
        case 'dataset': return run.datasets[0]?.name;
        case 'id': return run.id;
        default: return undefined;
      }
  }
}

/** The highest step of the run's own metrics. */
export function lastStep(run: Run): number | undefined {
  let step: number | undefined;
  for (const key in run.metrics) if (!isSystem(key)) step = Math.max(step ?? 0, run.metrics[key]!.step);
  return step;
}

/** A value as the table writes it. */
export function formatValue({ kind, key }: Column, value: string | number | undefined, now: number): string {
  if (value === undefined) return '';
  if (kind === 'attribute') {
    if (key === 'started') return formatAgo(value as number, now);
    if (key === 'duration') return formatDuration(value as number);
    return typeof value === 'number' ? formatNumber(value) : value;
  }
  return typeof value === 'number' ? formatMetric(key, value) : value;
}
