import { useEffect, useState } from 'preact/hooks';
import { type Run, type TracesPage, searchTraces } from '../api/client.ts';
import { TraceTable } from '../trace/TraceTable.tsx';

/** What programs were asked and answered within a run, where a client traced that. */
export function Traces({ run }: { run: Run }) {
  const [{ traces, next }, setFound] = useState<TracesPage>({ traces: [], next: undefined });
  useEffect(() => {
    const controller = new AbortController();
    // Few runs have traces; what is wrong with the server is said by the page's other parts.
    searchTraces(run.experimentId, { filter: `metadata.\`mlflow.sourceRun\` = '${run.id}'` }, controller.signal).then(setFound, () => {});
    return () => controller.abort();
  }, [run.id, run.status]);
  if (traces.length === 0) return null;
  return (
    <section class="card values traces" aria-label="Traces">
      <div class="card-head"><h2>Traces <span class="quiet">{next === undefined ? traces.length : `the latest ${traces.length}`}</span></h2></div>
      <div class="values-body" tabIndex={0} role="group" aria-label="Traces, values"><TraceTable traces={traces} /></div>
    </section>
  );
}
