// What there is to know: experiments, runs, artifacts, registered models.

export type Status = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';

export interface Experiment {
  id: string;
  name: string;
  created: number | null;
  updated: number | null;
  tags: Record<string, string>;
}

/** The latest value of a metric: that of the highest step. NaN and the infinities are possible. */
export interface Metric {
  value: number;
  step: number;
  time: number;
}

export interface Dataset {
  name: string;
  digest: string;
  sourceType: string;
  source: string;
  context: string;
}

export interface Run {
  id: string;
  name: string;
  experimentId: string;
  user: string;
  status: Status;
  /** Milliseconds since 1970. */
  start: number;
  end: number | null;
  params: Record<string, string>;
  metrics: Record<string, Metric>;
  tags: Record<string, string>;
  datasets: Dataset[];
  artifactUri: string;
  lifecycle: 'active' | 'deleted';
}

/** A model that a run logged, with what was measured of it. */
export interface LoggedModel {
  id: string;
  name: string;
  /** `READY`, `PENDING`, `UPLOAD_FAILED`. */
  status: string;
  /** The model's kind, as its program calls it; often empty. */
  type: string;
  created: number;
  metrics: { key: string; value: number; dataset: string }[];
}

/** A point of a metric's history. */
export interface Point {
  step: number;
  time: number;
  value: number;
}

export interface ArtifactFile {
  path: string;
  isFolder: boolean;
  size: number | null;
}

export interface Model {
  name: string;
  created: number;
  updated: number;
  description: string;
  tags: Record<string, string>;
  /** Alias to version. */
  aliases: Record<string, string>;
}

export interface Version {
  model: string;
  version: string;
  created: number;
  updated: number;
  description: string;
  stage: string;
  source: string;
  runId: string | null;
  status: string;
  tags: Record<string, string>;
  aliases: string[];
}

/** A registered version that an alias points to. */
export interface Alias {
  model: string;
  version: string;
  alias: string;
}
