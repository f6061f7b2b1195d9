import { randomBytes } from 'node:crypto';
import { spansMessage } from './otlp.mjs';
import { api } from './page-test.mjs';

/** 28 November 2026, 07:49:48.031 UTC, and how many nanoseconds a millisecond has. */
const began = Date.UTC(2026, 10, 28, 7, 49, 48, 31);
const ms = 1_000_000n;
export const spanId = number => number.toString(16).padStart(16, '0');

/**
 * A trace as MLflow's client makes one: its facts, then its spans.
 * @param {{ name?: string, state?: string, run?: string, request?: string, response?: string, tags?: Record<string, string>, duration?: string | null,
 *   spans?: { id: number, parent?: number, name: string, from?: number, to?: number | null, type?: string, inputs?: unknown, outputs?: unknown,
 *     status?: string, message?: string, attributes?: Record<string, unknown>, events?: { name: string, at: number, attributes?: Record<string, unknown> }[] }[] }} what
 *   times in milliseconds after the trace began
 * @returns its id
 */
export async function makeTrace(experiment, { name = 'predict', state = 'OK', run, request, response, tags = {}, duration = '0.250s', spans = [] }) {
  const hex = randomBytes(16).toString('hex');
  const id = `tr-${hex}`;
  await api.post3('traces', {
    trace: {
      trace_info: {
        trace_id: id, trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: experiment } }, state,
        request_time: new Date(began).toISOString(), execution_duration: duration ?? undefined, request_preview: request, response_preview: response,
        trace_metadata: { 'mlflow.user': 'ada', 'mlflow.source.name': 'serve.py', ...(run ? { 'mlflow.sourceRun': run } : {}) },
        tags: { 'mlflow.traceName': name, ...tags },
      },
    },
  });
  const at = time => BigInt(began) * ms + BigInt(Math.round(time * 1e6));
  if (spans.length > 0) {
    await api.sendSpans(experiment, spansMessage(hex, spans.map(span => ({
      id: spanId(span.id), parent: span.parent === undefined ? undefined : spanId(span.parent), name: span.name, status: span.status, message: span.message,
      start: at(span.from ?? 0), end: span.to === null ? undefined : at(span.to ?? 1),
      attributes: {
        'mlflow.traceRequestId': id, 'mlflow.spanType': span.type ?? 'UNKNOWN', ...(span.inputs === undefined ? {} : { 'mlflow.spanInputs': span.inputs }),
        ...(span.outputs === undefined ? {} : { 'mlflow.spanOutputs': span.outputs }), ...span.attributes,
      },
      events: span.events?.map(event => ({ name: event.name, time: at(event.at), attributes: event.attributes })),
    }))));
  }
  return id;
}

/** A prediction that looks photos up, and fails to read one. */
export const prediction = {
  request: '{"photo": "a.jpg"}', response: '{"label": "ant"}', tags: { stage: 'test' },
  spans: [
    { id: 1, name: 'predict', from: 0, to: 250, type: 'CHAIN', inputs: { photo: 'a.jpg', sizes: [224n, 224n] }, outputs: { label: 'ant', score: 0.5 } },
    { id: 2, parent: 1, name: 'read', from: 10, to: 60, type: 'TOOL', inputs: 'a.jpg' },
    {
      id: 3, parent: 2, name: 'decode', from: 20, to: 50.5, status: 'ERROR', message: 'a.jpg is no photo', attributes: { kind: 'jpeg', seed: 9007199254740993n },
      events: [{ name: 'exception', at: 50, attributes: { 'exception.message': 'a.jpg is no photo', 'exception.stacktrace': 'at decode()\n  at read()' } }],
    },
    { id: 4, parent: 1, name: 'classify', from: 60, to: 249.7, type: 'LLM' },
  ],
};
