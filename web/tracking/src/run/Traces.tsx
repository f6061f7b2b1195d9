import { useEffect, useState } from 'preact/hooks';
import { type Run, type Trace, searchTraces } from '../api/client.ts';
import { formatDuration, formatTime } from '../shared/format.ts';

/** What programs were asked and answered within a run, where a client traced that. */
export function Traces({ run }: { run: Run }) {
  const [found, setFound] = useState<{ traces: Trace[]; isComplete: boolean }>({ traces: [], isComplete: true });
  useEffect(() => {
    const controller = new AbortController();
    // Few runs have traces; what is wrong with the server is said by the page's other parts.
    searchTraces(run.experimentId, run.id, controller.signal).then(setFound, () => {});
    return () => controller.abort();
  }, [run.id, run.status]);
  const { traces, isComplete } = found;
  if (traces.length === 0) return null;
  return (
    <section class="card values traces" aria-label="Traces">
      <div class="card-head"><h2>Traces <span class="quiet">{isComplete ? traces.length : `the latest ${traces.length}`}</span></h2></div>
      <div class="values-body" tabIndex={0} role="group" aria-label="Traces, values">
        <table>
          <thead>
            <tr>
              <th scope="col">Trace</th><th scope="col">State</th><th scope="col">Started</th><th scope="col" class="number">Took</th>
              <th scope="col">Request</th><th scope="col">Response</th>
            </tr>
          </thead>
          <tbody>
            {traces.map(({ id, name, state, time, duration, request, response }) => (
              <tr key={id}>
                <th scope="row" title={id}>{name || id}</th>
                <td>{state.toLowerCase().replaceAll('_', ' ')}</td>
                <td>{Number.isNaN(time) ? '' : formatTime(time)}</td>
                <td class="number">{duration === null ? '' : formatDuration(duration)}</td>
                <td><code>{request}</code></td>
                <td><code>{response}</code></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
