// The answers as they come over the wire (mlflow/protos/service.proto, model_registry.proto), and what the page makes of
// them. Empty lists and defaults are left out there.

import type { Dataset, Experiment, LoggedModel, Metric, Model, Run, Status, Version } from './types.ts';

export namespace Wire {
  export interface KeyValue { key: string; value?: string }
  /** NaN and the infinities are texts in JSON. */
  export type Double = number | string;
  export interface Metric { key: string; value: Double; timestamp: number; step?: number; run_id?: string }
  export interface Experiment { experiment_id: string; name: string; creation_time?: number; last_update_time?: number; tags?: KeyValue[] }
  export interface Run {
    info: {
      run_id: string; run_name?: string; experiment_id: string; user_id?: string; status: Status;
      start_time?: number; end_time?: number; artifact_uri: string; lifecycle_stage: 'active' | 'deleted';
    };
    data: { metrics?: Metric[]; params?: KeyValue[]; tags?: KeyValue[] };
    inputs?: { dataset_inputs?: { tags?: KeyValue[]; dataset: { name: string; digest: string; source_type: string; source: string } }[] };
  }
  export interface Model {
    name: string; creation_timestamp?: number; last_updated_timestamp?: number; description?: string;
    tags?: KeyValue[]; aliases?: { alias: string; version: string }[];
  }
  export interface Version {
    name: string; version: string; creation_timestamp?: number; last_updated_timestamp?: number; description?: string;
    current_stage?: string; source?: string; run_id?: string; status?: string; tags?: KeyValue[]; aliases?: string[];
  }
  export interface LoggedModel {
    info: { model_id: string; name: string; status?: string; model_type?: string; creation_timestamp_ms?: number };
    data?: { metrics?: (Metric & { dataset_name?: string })[] };
  }
  export interface LoggedModels { models?: LoggedModel[]; next_page_token?: string }
  export interface Experiments { experiments?: Experiment[]; next_page_token?: string }
  export interface Runs { runs?: Run[]; next_page_token?: string }
  export interface Metrics { metrics?: Metric[]; next_page_token?: string }
  export interface Files { files?: { path: string; is_dir?: boolean; file_size?: number }[] }
  export interface Models { registered_models?: Model[]; next_page_token?: string }
  export interface Versions { model_versions?: Version[]; next_page_token?: string }
}

// The largest double stands for infinity in MLflow's database.
const largest = Number.MAX_VALUE;

export function toNumber(value: Wire.Double): number {
  const number = Number(value);
  return number >= largest ? Infinity : number <= -largest ? -Infinity : number;
}

// Names are anybody's; without a prototype, `constructor` is one like any other.
const bare = <T>(): Record<string, T> => Object.create(null) as Record<string, T>;

const toMap = (entries: Wire.KeyValue[] | undefined): Record<string, string> => {
  const map = bare<string>();
  for (const { key, value } of entries ?? []) map[key] = value ?? '';
  return map;
};

export function toExperiment(wire: Wire.Experiment): Experiment {
  return { id: wire.experiment_id, name: wire.name, created: wire.creation_time ?? null, updated: wire.last_update_time ?? null, tags: toMap(wire.tags) };
}

export function toRun({ info, data, inputs }: Wire.Run): Run {
  const metrics = bare<Metric>();
  for (const metric of data.metrics ?? []) metrics[metric.key] = { value: toNumber(metric.value), step: metric.step ?? 0, time: metric.timestamp };
  return {
    id: info.run_id,
    name: info.run_name || info.run_id,
    experimentId: info.experiment_id,
    user: info.user_id ?? '',
    status: info.status,
    start: info.start_time ?? 0,
    end: info.end_time || null,
    params: toMap(data.params),
    metrics,
    tags: toMap(data.tags),
    datasets: (inputs?.dataset_inputs ?? []).map(({ dataset, tags }): Dataset => ({
      name: dataset.name, digest: dataset.digest, sourceType: dataset.source_type, source: dataset.source,
      context: toMap(tags)['mlflow.data.context'] ?? '',
    })),
    artifactUri: info.artifact_uri,
    lifecycle: info.lifecycle_stage,
  };
}

export function toLoggedModel({ info, data }: Wire.LoggedModel): LoggedModel {
  return {
    id: info.model_id,
    name: info.name,
    status: (info.status ?? '').replace(/^LOGGED_MODEL_/, ''),
    type: info.model_type ?? '',
    created: info.creation_timestamp_ms ?? 0,
    metrics: (data?.metrics ?? []).map(({ key, value, dataset_name }) => ({ key, value: toNumber(value), dataset: dataset_name ?? '' })),
  };
}

export function toModel(wire: Wire.Model): Model {
  return {
    name: wire.name,
    created: wire.creation_timestamp ?? 0,
    updated: wire.last_updated_timestamp ?? 0,
    description: wire.description ?? '',
    tags: toMap(wire.tags),
    aliases: Object.fromEntries((wire.aliases ?? []).map(({ alias, version }) => [alias, version])),
  };
}

export function toVersion(wire: Wire.Version): Version {
  return {
    model: wire.name,
    version: wire.version,
    created: wire.creation_timestamp ?? 0,
    updated: wire.last_updated_timestamp ?? 0,
    description: wire.description ?? '',
    stage: wire.current_stage ?? 'None',
    source: wire.source ?? '',
    runId: wire.run_id || null,
    status: wire.status ?? '',
    tags: toMap(wire.tags),
    aliases: wire.aliases ?? [],
  };
}
