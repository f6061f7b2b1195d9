// The typed client of the REST API, which is MLflow's. All that the page knows comes through here.

import { type Span, type Trace, type WireTrace, parseExactly, toSpans, toTrace } from './trace.ts';
import type { Alias, ArtifactFile, Experiment, LoggedModel, Model, Point, Run, Version } from './types.ts';
import { type Wire, toExperiment, toLoggedModel, toModel, toNumber, toRun, toVersion } from './wire.ts';

export type { Assessment, Attributes, Span, SpanEvent, Trace } from './trace.ts';
export type * from './types.ts';

/** The server refused; the message is the server's. */
export class ApiError extends Error {
  constructor(message: string, readonly status: number, readonly code: string) {
    super(message);
  }
}

const root = '/ajax-api/2.0/mlflow/';
const root3 = '/ajax-api/3.0/mlflow/';
const runsPerPage = 1000;
const runsAtOnce = 200; // of the first page, which should appear quickly
const runsPerHistory = 100;
const samplesPerCurve = 2500;
const mostTraces = 100;

async function send(method: string, path: string, body?: unknown, signal?: AbortSignal, under = root): Promise<Response> {
  const request: RequestInit = { method };
  if (signal) request.signal = signal;
  if (body !== undefined) {
    request.headers = { 'Content-Type': 'application/json' };
    request.body = JSON.stringify(body);
  }
  let response: Response;
  try {
    response = await fetch(under + path, request);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('The tracking server does not answer.', 0, 'NO_ANSWER');
  }
  if (!response.ok) {
    const answer = await response.json().catch(() => ({})) as { message?: string; error_code?: string };
    throw new ApiError(answer.message ?? `HTTP ${response.status}`, response.status, answer.error_code ?? '');
  }
  return response;
}

const call = async <T>(method: string, path: string, body?: unknown, signal?: AbortSignal, under = root): Promise<T> =>
  await (await send(method, path, body, signal, under)).json() as T;

const get = <T>(path: string, query: [string, string | number][], signal?: AbortSignal): Promise<T> =>
  call('GET', `${path}?${query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`, undefined, signal);

const post = <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> => call('POST', path, body, signal);

// --- experiments ---------------------------------------------------------------------------------------------------

export async function searchExperiments(signal?: AbortSignal): Promise<Experiment[]> {
  const found: Experiment[] = [];
  let token: string | undefined;
  do {
    const page: Wire.Experiments = await post(
      'experiments/search', { max_results: 1000, order_by: ['last_update_time DESC'], page_token: token }, signal);
    found.push(...(page.experiments ?? []).map(toExperiment));
    token = page.next_page_token;
  } while (token);
  return found;
}

export async function getExperiment(id: string, signal?: AbortSignal): Promise<Experiment> {
  const answer = await get<{ experiment: Wire.Experiment }>('experiments/get', [['experiment_id', id]], signal);
  return toExperiment(answer.experiment);
}

// --- runs ----------------------------------------------------------------------------------------------------------

export interface RunSearch {
  /** In MLflow's grammar; empty for all. */
  filter?: string;
  orderBy?: string[];
  deleted?: boolean;
  /** At most so many. */
  limit?: number;
  signal?: AbortSignal;
  /** Called after each page with all that has come so far. */
  onPage?: (runs: Run[], complete: boolean) => void;
}

/** The runs of experiments, the newest first unless ordered otherwise, page after page. */
export async function searchRuns(experimentIds: string[], search: RunSearch = {}): Promise<Run[]> {
  const { filter, orderBy, deleted = false, limit = Infinity, signal, onPage } = search;
  let found: Run[] = [];
  let token: string | undefined;
  do {
    const page: Wire.Runs = await post('runs/search', {
      experiment_ids: experimentIds,
      filter: filter || undefined,
      order_by: orderBy,
      run_view_type: deleted ? 'DELETED_ONLY' : 'ACTIVE_ONLY',
      max_results: Math.min(onPage && !token ? runsAtOnce : runsPerPage, limit - found.length),
      page_token: token,
    }, signal);
    found = [...found, ...(page.runs ?? []).map(toRun)];
    token = page.next_page_token;
    onPage?.(found, !token);
  } while (token && found.length < limit);
  return found;
}

export async function getRun(id: string, signal?: AbortSignal): Promise<Run> {
  return toRun((await get<{ run: Wire.Run }>('runs/get', [['run_id', id]], signal)).run);
}

export const getRuns = (ids: string[], signal?: AbortSignal): Promise<Run[]> => Promise.all(ids.map(id => getRun(id, signal)));

export async function updateRun(id: string, change: { name: string }): Promise<void> {
  await post('runs/update', { run_id: id, run_name: change.name });
}

export async function setTag(runId: string, key: string, value: string): Promise<void> {
  await post('runs/set-tag', { run_id: runId, key, value });
}

/**
 * The curves of one metric: run id to its points by step; runs without the metric have none. Of very long curves the
 * server sends evenly spaced steps, and each run's first and last.
 */
export async function metricHistory(runIds: string[], key: string, signal?: AbortSignal): Promise<Map<string, Point[]>> {
  const curves = new Map<string, Point[]>(runIds.map(id => [id, []]));
  const parts: string[][] = [];
  for (let i = 0; i < runIds.length; i += runsPerHistory) parts.push(runIds.slice(i, i + runsPerHistory));
  await Promise.all(parts.map(async part => {
    const query: [string, string | number][] = [...part.map((id): [string, string] => ['run_ids', id]), ['metric_key', key], ['max_results', samplesPerCurve]];
    const answer = await get<Wire.Metrics>('metrics/get-history-bulk-interval', query, signal);
    for (const point of answer.metrics ?? []) {
      curves.get(point.run_id ?? '')?.push({ step: point.step ?? 0, time: point.timestamp, value: toNumber(point.value) });
    }
  }));
  for (const points of curves.values()) points.sort((a, b) => a.step - b.step || a.time - b.time);
  return curves;
}

// --- artifacts -----------------------------------------------------------------------------------------------------

/** What lies in one folder of a run, folders first. */
export async function listArtifacts(runId: string, path = '', signal?: AbortSignal): Promise<ArtifactFile[]> {
  const query: [string, string][] = path ? [['run_id', runId], ['path', path]] : [['run_id', runId]];
  return toFiles(await get<Wire.Files>('artifacts/list', query, signal));
}

const toFiles = ({ files = [] }: Wire.Files): ArtifactFile[] => files
  .map(file => ({ path: file.path, isFolder: file.is_dir ?? false, size: file.file_size ?? null }))
  .sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || a.path.localeCompare(b.path));

/** All files of a run with its folders opened; at most `limit`. */
export async function allArtifacts(runId: string, signal?: AbortSignal, limit = 500): Promise<ArtifactFile[]> {
  const files: ArtifactFile[] = [];
  const folders = [''];
  for (let folder = folders.shift(); folder !== undefined && files.length < limit; folder = folders.shift()) {
    for (const entry of await listArtifacts(runId, folder, signal)) {
      if (entry.isFolder) folders.push(entry.path);
      else files.push(entry);
    }
  }
  return files;
}

/** Where an artifact is: for images, fetches and downloads. */
export const artifactUrl = (runId: string, path: string): string =>
  `/get-artifact?run_id=${encodeURIComponent(runId)}&path=${encodeURIComponent(path)}`;

/** The beginning of an artifact as text. */
export async function artifactText(runId: string, path: string, mostBytes: number, signal?: AbortSignal): Promise<{ text: string; complete: boolean }> {
  const request: RequestInit = { headers: { Range: `bytes=0-${mostBytes - 1}` } };
  if (signal) request.signal = signal;
  const response = await fetch(artifactUrl(runId, path), request);
  if (response.status === 416) return { text: '', complete: true }; // an empty file has no first byte
  if (!response.ok) throw new ApiError(`${path}: HTTP ${response.status}`, response.status, '');
  const total = Number(response.headers.get('Content-Range')?.split('/')[1] ?? 0);
  return { text: await response.text(), complete: total <= mostBytes };
}

// --- logged models, traces -----------------------------------------------------------------------------------------

/** The models that a run logged, the first one first. */
export async function loggedModels(run: Run, signal?: AbortSignal): Promise<LoggedModel[]> {
  const page = await post<Wire.LoggedModels>('logged-models/search', {
    experiment_ids: [run.experimentId], filter: `source_run_id = '${run.id}'`, max_results: 100,
    order_by: [{ field_name: 'creation_timestamp', ascending: true }],
  }, signal);
  return (page.models ?? []).map(toLoggedModel);
}

/** What lies in one folder of a logged model, folders first. */
export async function modelFiles(modelId: string, path = '', signal?: AbortSignal): Promise<ArtifactFile[]> {
  const query: [string, string][] = path ? [['artifact_directory_path', path]] : [];
  return toFiles(await get<Wire.Files>(`logged-models/${encodeURIComponent(modelId)}/artifacts/directories`, query, signal));
}

/** Where a file of a logged model is. */
export const modelFileUrl = (modelId: string, path: string): string =>
  `${root}logged-models/${encodeURIComponent(modelId)}/artifacts/files?artifact_file_path=${encodeURIComponent(path)}`;

export interface TracesPage {
  traces: Trace[];
  /** Where the older ones begin; undefined after the last. */
  next: string | undefined;
}

/** The latest traces of an experiment, a page of them; `filter` is in MLflow's grammar. */
export async function searchTraces(
  experimentId: string, { filter, page, limit = mostTraces }: { filter?: string; page?: string; limit?: number } = {}, signal?: AbortSignal,
): Promise<TracesPage> {
  const found = await call<WireTrace.Page>('POST', 'traces/search', {
    locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: experimentId } }],
    filter: filter || undefined, max_results: limit, page_token: page,
  }, signal, root3);
  return { traces: (found.traces ?? []).map(toTrace), next: found.next_page_token || undefined };
}

/** A trace with its spans, in the order in which they began. */
export async function getTrace(id: string, signal?: AbortSignal): Promise<{ trace: Trace; spans: Span[] }> {
  const response = await send('GET', `traces/get?trace_id=${encodeURIComponent(id)}`, undefined, signal, root3);
  const { trace } = parseExactly(await response.text()) as WireTrace.Whole;
  return { trace: toTrace(trace.trace_info), spans: toSpans(trace.spans ?? []) };
}

// --- registered models ---------------------------------------------------------------------------------------------

export async function searchModels(signal?: AbortSignal): Promise<Model[]> {
  const found: Model[] = [];
  let token: string | undefined;
  do {
    const query: [string, string | number][] = [['max_results', 1000]];
    if (token) query.push(['page_token', token]);
    const page: Wire.Models = await get('registered-models/search', query, signal);
    found.push(...(page.registered_models ?? []).map(toModel));
    token = page.next_page_token;
  } while (token);
  return found;
}

export async function getModel(name: string, signal?: AbortSignal): Promise<Model> {
  return toModel((await get<{ registered_model: Wire.Model }>('registered-models/get', [['name', name]], signal)).registered_model);
}

/** All versions of a model, the newest first. */
export async function searchVersions(model: string, signal?: AbortSignal): Promise<Version[]> {
  const quoted = `'${model.replaceAll("'", "''")}'`;
  const page = await get<Wire.Versions>('model-versions/search', [['filter', `name = ${quoted}`], ['max_results', 10_000]], signal);
  return (page.model_versions ?? []).map(toVersion).sort((a, b) => Number(b.version) - Number(a.version));
}

export async function getVersion(model: string, version: string, signal?: AbortSignal): Promise<Version> {
  const query: [string, string][] = [['name', model], ['version', version]];
  return toVersion((await get<{ model_version: Wire.Version }>('model-versions/get', query, signal)).model_version);
}

/** Run id to the aliases of the versions that were made from it. */
export async function aliasesByRun(signal?: AbortSignal): Promise<Map<string, Alias[]>> {
  const byRun = new Map<string, Alias[]>();
  const aliases = (await searchModels(signal))
    .flatMap(model => Object.entries(model.aliases).map(([alias, version]): Alias => ({ model: model.name, version, alias })));
  await Promise.all(aliases.map(async alias => {
    const { runId } = await getVersion(alias.model, alias.version, signal);
    if (runId) byRun.set(runId, [...byRun.get(runId) ?? [], alias]);
  }));
  return byRun;
}

export async function setAlias(model: string, alias: string, version: string): Promise<void> {
  await post('registered-models/alias', { name: model, alias, version });
}

export async function deleteAlias(model: string, alias: string): Promise<void> {
  await call('DELETE', `registered-models/alias?name=${encodeURIComponent(model)}&alias=${encodeURIComponent(alias)}`);
}
