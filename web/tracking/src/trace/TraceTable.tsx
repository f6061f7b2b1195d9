import type { Trace } from '../api/client.ts';
import { formatDuration, formatTime, visible } from '../shared/format.ts';
import { href } from '../shared/router.ts';
import { State } from './State.tsx';

export const traceHref = (id: string): string => href(`/traces/${encodeURIComponent(id)}`);

/** Traces, one to a line; each opens. */
export function TraceTable({ traces }: { traces: readonly Trace[] }) {
  return (
    <table class="trace-list">
      <thead>
        <tr>
          <th scope="col">Trace</th><th scope="col">State</th><th scope="col">Started</th><th scope="col" class="number">Took</th>
          <th scope="col">Request</th><th scope="col">Response</th>
        </tr>
      </thead>
      <tbody>
        {traces.map(({ id, name, state, time, duration, request, response }) => (
          <tr key={id}>
            <th scope="row" title={id}><a href={traceHref(id)}>{visible(name || id)}</a></th>
            <td><State state={state} /></td>
            <td>{Number.isNaN(time) ? '' : formatTime(time)}</td>
            <td class="number">{duration === null ? '' : formatDuration(duration)}</td>
            <td class="preview-text"><code>{visible(request)}</code></td>
            <td class="preview-text"><code>{visible(response)}</code></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
