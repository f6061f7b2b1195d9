import type { Assessment, Attributes, Span } from '../api/client.ts';
import { Breakable } from '../components/Breakable.tsx';
import { Copy } from '../components/Copy.tsx';
import { formatDuration, visible } from '../shared/format.ts';
import { Assessments } from './Assessments.tsx';
import { Json, written } from './Json.tsx';
import { State } from './State.tsx';
import { typeName } from './tree.ts';

/** All that is known of one span. */
export function SpanDetails({ span, assessments }: { span: Span; assessments: readonly Assessment[] }) {
  const { id, name, type, status, message, start, duration, inputs, outputs, attributes, events } = span;
  return (
    <section class="card span" aria-label="Selected span">
      <div class="card-head"><h2>{visible(name) || id}</h2><State state={status} /></div>
      <p class="quiet">
        {type && `${typeName(span)}, `}began at {formatDuration(start)}, {duration === null ? 'still running' : `took ${formatDuration(duration)}`};
        {' '}id <code>{id}</code> <Copy text={id} what="the span id" />
      </p>
      {message && <p class="error-box">{visible(message)}</p>}
      {inputs !== undefined && <Json name="Inputs" value={inputs} />}
      {outputs !== undefined && <Json name="Outputs" value={outputs} />}
      {inputs === undefined && outputs === undefined && attributes.length === 0 && events.length === 0 && <p class="quiet">Neither inputs, outputs, attributes nor events were recorded.</p>}
      {attributes.length > 0 && <section aria-label="Attributes"><h3>Attributes</h3><Values attributes={attributes} /></section>}
      {events.length > 0 && (
        <section aria-label="Events">
          <h3>Events</h3>
          <ol class="events">
            {events.map((event, i) => (
              <li key={i}>
                <p><strong>{visible(event.name)}</strong> <span class="quiet">at {formatDuration(event.time)}</span></p>
                <Values attributes={event.attributes} />
              </li>
            ))}
          </ol>
        </section>
      )}
      {assessments.length > 0 && <section aria-label="Assessments of the span"><h3>Assessments</h3><Assessments assessments={assessments} /></section>}
    </section>
  );
}

function Values({ attributes }: { attributes: Attributes }) {
  if (attributes.length === 0) return null;
  return (
    <table class="attributes">
      <tbody>
        {attributes.map(([name, value], i) => <tr key={i}><th scope="row"><Breakable text={visible(name)} /></th><td><pre>{visible(written(value))}</pre></td></tr>)}
      </tbody>
    </table>
  );
}
