// Traces: what programs were asked and answered, span by span, and what was found of that. Spans come as OpenTelemetry's
// messages in JSON (opentelemetry/proto/trace/v1/trace.proto), with bytes in base64.

/** One call of a program, as a client of MLflow traced it. */
export interface Trace {
  id: string;
  name: string;
  experimentId: string;
  /** The run within which it was; null if none. */
  runId: string | null;
  /** `OK`, `ERROR`, `IN_PROGRESS`. */
  state: string;
  /** Milliseconds since 1970. */
  time: number;
  /** Milliseconds; null while it is on its way. */
  duration: number | null;
  request: string;
  response: string;
  tags: Record<string, string>;
  metadata: Record<string, string>;
  assessments: Assessment[];
}

/** What a person, a judge or code found of a trace or of one of its spans. */
export interface Assessment {
  id: string;
  name: string;
  kind: 'feedback' | 'expectation';
  value: unknown;
  /** Why there is no value. */
  error: string;
  /** `HUMAN`, `CODE`, `LLM_JUDGE`. */
  sourceType: string;
  source: string;
  rationale: string;
  spanId: string | null;
  /** False once another has replaced it. */
  isValid: boolean;
}

/** Names and values, in the order in which they were recorded. */
export type Attributes = readonly (readonly [name: string, value: unknown])[];

export interface SpanEvent {
  name: string;
  /** Milliseconds after the trace's first span began. */
  time: number;
  attributes: Attributes;
}

/** One operation within a trace. */
export interface Span {
  /** In hexadecimal digits, as OpenTelemetry writes it. */
  id: string;
  parentId: string | null;
  name: string;
  /** `CHAIN`, `TOOL`, `LLM` …; empty if unknown. */
  type: string;
  status: 'OK' | 'ERROR' | 'UNSET';
  /** What went wrong. */
  message: string;
  /** Milliseconds after the trace's first span began. */
  start: number;
  /** Milliseconds; null while it is on its way. */
  duration: number | null;
  inputs: unknown;
  outputs: unknown;
  /** Without those that are fields here. */
  attributes: Attributes;
  events: SpanEvent[];
}

export namespace WireTrace {
  export interface Assessment {
    assessment_id: string; assessment_name: string; span_id?: string; rationale?: string; valid?: boolean;
    source?: { source_type?: string; source_id?: string };
    feedback?: { value?: unknown; error?: { error_code?: string; error_message?: string } };
    expectation?: { value?: unknown; serialized_value?: { value?: string } };
  }
  export interface Info {
    trace_id: string; request_time?: string; execution_duration?: string; state?: string;
    trace_location?: { mlflow_experiment?: { experiment_id?: string } };
    tags?: Record<string, string>; trace_metadata?: Record<string, string>; request_preview?: string; response_preview?: string;
    assessments?: Assessment[];
  }
  export interface Value {
    string_value?: string; bool_value?: boolean; int_value?: number | string; double_value?: number | string;
    array_value?: { values?: Value[] }; kvlist_value?: { values?: Pair[] };
  }
  export interface Pair { key: string; value?: Value }
  /** Nanoseconds are more than a number of JavaScript holds; see parseExactly. */
  export type Nanoseconds = string | number;
  export interface Span {
    span_id: string; parent_span_id?: string; name?: string; start_time_unix_nano?: Nanoseconds; end_time_unix_nano?: Nanoseconds;
    attributes?: Pair[]; events?: { name?: string; time_unix_nano?: Nanoseconds; attributes?: Pair[] }[];
    status?: { code?: string; message?: string };
  }
  export interface Page { traces?: Info[]; next_page_token?: string }
  export interface Whole { trace: { trace_info: Info; spans?: Span[] } }
}

/** JSON in which the large integers of spans become texts, so that no digit is lost. Within a text, quotes are escaped. */
export const parseExactly = (json: string): unknown =>
  JSON.parse(json.replace(/"(\w*time_unix_nano|int_value)":\s*(-?\d{16,})(?=\s*[,}])/g, '"$1":"$2"'));

export function toTrace(wire: WireTrace.Info): Trace {
  const seconds = /^(-?[\d.]+)s$/.exec(wire.execution_duration ?? '')?.[1];
  return {
    id: wire.trace_id,
    name: wire.tags?.['mlflow.traceName'] ?? '',
    experimentId: wire.trace_location?.mlflow_experiment?.experiment_id ?? '',
    runId: wire.trace_metadata?.['mlflow.sourceRun'] || null,
    state: wire.state ?? '',
    time: Date.parse(wire.request_time ?? ''),
    duration: seconds === undefined ? null : 1000 * Number(seconds),
    request: wire.request_preview ?? '',
    response: wire.response_preview ?? '',
    tags: wire.tags ?? {},
    metadata: wire.trace_metadata ?? {},
    assessments: (wire.assessments ?? []).map(toAssessment),
  };
}

function toAssessment(wire: WireTrace.Assessment): Assessment {
  const error = wire.feedback?.error;
  const serialized = wire.expectation?.serialized_value?.value;
  return {
    id: wire.assessment_id,
    name: wire.assessment_name,
    kind: wire.expectation ? 'expectation' : 'feedback',
    value: serialized === undefined ? (wire.expectation ?? wire.feedback)?.value : fromJson(serialized),
    error: error ? [error.error_code, error.error_message].filter(Boolean).join(': ') || 'failed' : '',
    sourceType: wire.source?.source_type ?? '',
    source: wire.source?.source_id ?? '',
    rationale: wire.rationale ?? '',
    spanId: wire.span_id || null,
    isValid: wire.valid ?? true,
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The spans of a trace, in the order in which they began. */
export function toSpans(wire: readonly WireTrace.Span[]): Span[] {
  const starts = wire.map(span => nanoseconds(span.start_time_unix_nano) ?? 0n);
  const first = starts.reduce((least, start) => (start < least ? start : least), starts[0] ?? 0n);
  const since = (time: bigint): number => Number(time - first) / 1e6;
  return wire.map((span, i) => toSpan(span, starts[i]!, since)).sort((a, b) => a.start - b.start);
}

function toSpan(wire: WireTrace.Span, start: bigint, since: (time: bigint) => number): Span {
  const pairs = toPairs(wire.attributes);
  const find = (name: string): unknown => pairs.find(([key]) => key === name)?.[1];
  const end = nanoseconds(wire.end_time_unix_nano);
  const type = find('mlflow.spanType');
  return {
    id: toHex(wire.span_id),
    parentId: wire.parent_span_id ? toHex(wire.parent_span_id) : null,
    name: wire.name ?? '',
    type: typeof type === 'string' && type !== 'UNKNOWN' ? type : '',
    status: wire.status?.code === 'STATUS_CODE_OK' ? 'OK' : wire.status?.code === 'STATUS_CODE_ERROR' ? 'ERROR' : 'UNSET',
    message: wire.status?.message ?? '',
    start: since(start),
    duration: end === null ? null : Number(end - start) / 1e6,
    inputs: find('mlflow.spanInputs'),
    outputs: find('mlflow.spanOutputs'),
    attributes: pairs.filter(([key]) => !fields.includes(key)),
    events: (wire.events ?? []).map(event => ({
      name: event.name ?? '', time: since(nanoseconds(event.time_unix_nano) ?? start), attributes: toPairs(event.attributes),
    })),
  };
}

const fields = ['mlflow.spanInputs', 'mlflow.spanOutputs', 'mlflow.spanType', 'mlflow.traceRequestId'];

const nanoseconds = (value: WireTrace.Nanoseconds | undefined): bigint | null => (value === undefined ? null : BigInt(value));

const toPairs = (pairs: WireTrace.Pair[] | undefined): Attributes => (pairs ?? []).map(({ key, value }) => [key, toValue(value)] as const);

function toValue(value: WireTrace.Value | undefined): unknown {
  if (!value) return null;
  if (value.kvlist_value) {
    // Names are anybody's; without a prototype, `constructor` is one like any other.
    const map = Object.create(null) as Record<string, unknown>;
    for (const [key, inner] of toPairs(value.kvlist_value.values)) map[key] = inner;
    return map;
  }
  if (value.array_value) return (value.array_value.values ?? []).map(toValue);
  return value.string_value ?? value.bool_value ?? value.int_value ?? value.double_value ?? null;
}

/** Bytes in base64 as hexadecimal digits; what is no base64 stays as it is. */
function toHex(base64: string): string {
  try {
    return [...atob(base64)].map(byte => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  } catch {
    return base64;
  }
}
