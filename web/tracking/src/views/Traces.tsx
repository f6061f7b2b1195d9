import { useEffect, useRef, useState } from 'preact/hooks';
import { type TracesPage, getExperiment, searchTraces } from '../api/client.ts';
import { Empty } from '../components/Empty.tsx';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { Title } from '../components/Title.tsx';
import { useShortcuts } from '../components/useShortcuts.ts';
import { FilterBox } from '../runs/FilterBox.tsx';
import { toFilter } from '../runs/filter.ts';
import { usePolling } from '../shared/live.ts';
import { useUrlState } from '../shared/router.ts';
import { TraceTable } from '../trace/TraceTable.tsx';

async function load(experimentId: string, filter: string, pages: number, signal: AbortSignal): Promise<TracesPage> {
  const found: TracesPage = { traces: [], next: undefined };
  for (let page = 0; page < pages && (page === 0 || found.next); page++) {
    const { traces, next } = await searchTraces(experimentId, { filter, ...(found.next ? { page: found.next } : {}) }, signal);
    found.traces.push(...traces);
    found.next = next;
  }
  return found;
}

/** The traces of an experiment, the latest first. */
export function Traces({ experimentId }: { experimentId: string }) {
  const [text, setText] = useUrlState('filter', '');
  const [pages, setPages] = useState(1);
  const input = useRef<HTMLInputElement>(null);
  const experiment = usePolling(`experiment ${experimentId}`, signal => getExperiment(experimentId, signal));
  const { data, error, refresh } = usePolling(
    `traces ${experimentId} ${text}`, signal => load(experimentId, toFilter(text, 'attributes.name'), pages, signal),
    ({ traces }) => traces.some(({ state }) => state === 'IN_PROGRESS'));
  useEffect(() => { if (pages > 1) refresh(); }, [pages]);
  useShortcuts({ '/': () => input.current?.focus() });
  const isBadFilter = error !== undefined && 'status' in error && error.status === 400 && text !== '';
  const trail: [string, string][] = [['Experiments', '#/'], [experiment.data?.name ?? `Experiment ${experimentId}`, `#/experiments/${experimentId}`]];
  if (experiment.error && !experiment.data) {
    return <div class="page"><Title trail={trail.slice(0, 1)} title="Traces" /><ErrorBox error={experiment.error} retry={experiment.refresh} /></div>;
  }
  return (
    <div class="page">
      <Title trail={trail} title="Traces">
        {data && <span class="quiet" role="status">{data.next && 'the latest '}{data.traces.length.toLocaleString('en-US')}</span>}
      </Title>
      <div class="tools">
        <FilterBox
          value={text} change={setText} error={isBadFilter ? error.message : undefined} input={input} label="Filter traces"
          placeholder="Filter, / to type: status = 'ERROR' and execution_time_ms > 500, or a name"
        />
      </div>
      {error && !isBadFilter && <ErrorBox error={error} retry={refresh} />}
      {!data ? !error && <p class="quiet">Loading…</p> : data.traces.length === 0
        ? <Empty title={text ? 'No trace matches.' : 'No traces yet.'}>{text ? null : 'They appear here when a program that MLflow traces has been called.'}</Empty>
        : (
          <>
            <div class="card scroll traces" tabIndex={0} role="group" aria-label="Traces"><TraceTable traces={data.traces} /></div>
            {data.next && <button type="button" onClick={() => setPages(pages + 1)}>Show older ones</button>}
          </>
        )}
    </div>
  );
}
