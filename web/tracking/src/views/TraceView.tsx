import { useMemo } from 'preact/hooks';
import { type Run, type Span, type Trace, getExperiment, getRun, getTrace } from '../api/client.ts';
import { Copy } from '../components/Copy.tsx';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { KeyValues } from '../components/KeyValues.tsx';
import { Title } from '../components/Title.tsx';
import { formatDuration, formatTime, visible } from '../shared/format.ts';
import { usePolling } from '../shared/live.ts';
import { useUrlState } from '../shared/router.ts';
import { Assessments } from '../trace/Assessments.tsx';
import { Json, indented } from '../trace/Json.tsx';
import { SpanDetails } from '../trace/SpanDetails.tsx';
import { State } from '../trace/State.tsx';
import { Waterfall } from '../trace/Waterfall.tsx';
import { lengthOf, rowsOf } from '../trace/tree.ts';

interface Found {
  trace: Trace;
  spans: Span[];
  experiment: string;
  /** The run within which it was; it may be deleted for good. */
  run: Run | null;
}

async function load(id: string, signal: AbortSignal, before: Found | undefined): Promise<Found> {
  const { trace, spans } = await getTrace(id, signal);
  const [experiment, run] = await Promise.all([
    before?.experiment ?? getExperiment(trace.experimentId, signal).then(({ name }) => name),
    before?.run ?? (trace.runId ? getRun(trace.runId, signal).catch(() => null) : null),
  ]);
  return { trace, spans, experiment, run };
}

/** One trace: its spans over time, what went in and out of each, and what was found of it. */
export function TraceView({ id }: { id: string }) {
  const { data, error, refresh } = usePolling<Found>(`trace ${id}`, (signal, before) => load(id, signal, before), ({ trace }) => trace.state === 'IN_PROGRESS');
  if (!data) {
    return (
      <div class="page">
        <Title trail={[['Experiments', '#/']]} title={error ? 'Trace' : ' '} />
        {error ? <ErrorBox error={error} retry={refresh} /> : <p class="quiet">Loading…</p>}
      </div>
    );
  }
  return <Loaded {...data} error={error} refresh={refresh} />;
}

function Loaded({ trace, spans, experiment, run, error, refresh }: Found & { error: Error | undefined; refresh: () => void }) {
  const [chosenId, choose] = useUrlState('span', '');
  const top = useMemo(() => rowsOf(spans, new Set())[0]?.span, [spans]);
  const chosen = spans.find(({ id }) => id === chosenId) ?? top;
  const spanName = (id: string): string => spans.find(span => span.id === id)?.name ?? id;
  const { id, name, state, time, duration, request, response, assessments } = trace;
  // Clients of MLflow write whole milliseconds; the spans know it better.
  const took = spans.length > 0 && spans.every(span => span.duration !== null) ? lengthOf(spans) : duration;
  const trail: [string, string][] = [['Experiments', '#/'], [experiment, `#/experiments/${trace.experimentId}`]];
  trail.push(run ? [run.name, `#/runs/${run.id}`] : ['Traces', `#/experiments/${trace.experimentId}/traces`]);
  return (
    <div class="page">
      <Title trail={trail} title={visible(name || id)}><State state={state} /></Title>
      {error && <ErrorBox error={error} retry={refresh} />}
      <p class="quiet when">
        Trace <code>{visible(id)}</code> <Copy text={id} what="the trace id" />
        {!Number.isNaN(time) && ` started ${formatTime(time)}`}{took !== null && `, took ${formatDuration(took)}`}
      </p>
      {chosen
        ? (
          <div class="trace">
            <Waterfall spans={spans} chosen={chosen} choose={choose} />
            <SpanDetails key={chosen.id} span={chosen} assessments={assessments.filter(({ spanId }) => spanId === chosen.id)} />
          </div>
        )
        : <p class="card">No spans were recorded for this trace.</p>}
      <div class="cards">
        {request && <div class="card"><Json name="Request" value={indented(request)} /></div>}
        {response && <div class="card"><Json name="Response" value={indented(response)} /></div>}
      </div>
      <section class="card values traces" aria-label="Assessments">
        <div class="card-head"><h2>Assessments{assessments.length > 0 && <span class="quiet"> {assessments.length}</span>}</h2></div>
        {assessments.length === 0
          ? <p class="quiet">None.</p>
          : <div class="values-body" tabIndex={0} role="group" aria-label="Assessments, values"><Assessments assessments={assessments} spanName={spanName} /></div>}
      </section>
      <div class="cards">
        <KeyValues title="Tags" entries={entriesOf(trace.tags)} />
        <KeyValues title="Metadata" entries={entriesOf(trace.metadata)} />
      </div>
    </div>
  );
}

const entriesOf = (map: Record<string, string>): [string, string][] =>
  Object.entries(map).map(([key, value]): [string, string] => [visible(key), visible(value)]).sort(([a], [b]) => a.localeCompare(b));
