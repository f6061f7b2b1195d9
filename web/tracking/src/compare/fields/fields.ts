import type { Run } from '../../api/client.ts';
import { type Column, column, names, naturally } from './columns.ts';

/** Something that each run has a value of, named as in MLflow's search: params.lr, metrics.val_loss, tags.fold, attributes.duration. */
export type FieldId = string;

export interface FieldGroup {
  readonly label: string;
  readonly ids: readonly FieldId[];
}

/** All that runs can be set against each other by, for a list with headings. */
export function fieldGroups(runs: readonly Run[]): FieldGroup[] {
  const tags = names(runs.map(run => run.tags)).filter(isTelling);
  const groups = [
    { label: 'Parameters', ids: names(runs.map(run => run.params)).map(key => `params.${key}`) },
    { label: 'Metrics', ids: metricNames(runs).map(key => `metrics.${key}`) },
    { label: 'Tags', ids: tags.map(key => `tags.${key}`) },
    { label: 'Run', ids: ['attributes.duration', 'attributes.start_time', 'attributes.run_name'] },
  ];
  return groups.filter(group => group.ids.length > 0);
}

/** Whether a tag says something that runs are told apart by; of MLflow's own few do. */
export const isTelling = (tag: string): boolean => !tag.startsWith('mlflow.') || telling.includes(tag);

const telling = ['mlflow.parentRunId', 'mlflow.user', 'mlflow.source.name', 'mlflow.source.git.commit'];

/** Names of all metrics that any run has, sorted. */
export const metricNames = (runs: readonly Run[]): string[] => [...new Set(runs.flatMap(run => Object.keys(run.metrics)))].sort(naturally);

/** A field's name without its kind, unless that is a tag or an attribute's. */
export const fieldLabel = (id: FieldId): string => {
  const [kind, key] = split(id);
  return kind === 'tags' ? `tag ${key}` : kind === 'attributes' ? attributeLabels[key] ?? key : key;
};

const attributeLabels: Record<string, string> = { duration: 'duration (s)', start_time: 'start', run_name: 'run name' };

/** A field's values over runs. */
export function fieldColumn(id: FieldId, runs: readonly Run[]): Column {
  const [kind, key] = split(id);
  switch (kind) {
    case 'params': return column(key, runs.map(run => run.params));
    case 'tags': return column(key, runs.map(run => run.tags));
    case 'metrics': return { key, kind: 'number', values: runs.map(run => run.metrics[key]?.value ?? NaN) };
    default: break;
  }
  if (key === 'duration') return { key, kind: 'number', values: runs.map(seconds) };
  if (key === 'start_time') return { key, kind: 'number', values: runs.map(run => run.start || NaN) };
  return column(key, runs.map(run => ({ [key]: run.name })));
}

/** How long a run took, or has taken so far, in seconds; NaN before it began. */
export const seconds = (run: Run): number => (run.start === 0 ? NaN : ((run.end ?? Date.now()) - run.start) / 1000);

function split(id: FieldId): [string, string] {
  const dot = id.indexOf('.');
  return [id.slice(0, dot), id.slice(dot + 1)];
}
