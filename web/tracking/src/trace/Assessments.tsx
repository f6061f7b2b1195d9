import type { Assessment } from '../api/client.ts';
import { visible } from '../shared/format.ts';
import { written } from './Json.tsx';

const sources: Record<string, string> = { HUMAN: 'person', CODE: 'code', LLM_JUDGE: 'model', AI_JUDGE: 'model' };

/** JSON longer than this gets lines of its own. */
const longLine = 60;

function inLine(value: unknown): string {
  const line = JSON.stringify(value) ?? '';
  return typeof value !== 'string' && line.length <= longLine ? line : written(value);
}

/** What was found of a trace or a span: by whom, and why. */
export function Assessments({ assessments, spanName }: { assessments: readonly Assessment[]; spanName?: (id: string) => string }) {
  const haveReasons = assessments.some(({ rationale }) => rationale !== '');
  return (
    <table class="assessments">
      <thead><tr><th scope="col">Name</th><th scope="col">Value</th><th scope="col">Source</th>{haveReasons && <th scope="col">Rationale</th>}</tr></thead>
      <tbody>
        {assessments.map(({ id, name, kind, value, error, sourceType, source, rationale, spanId, isValid }) => (
          <tr key={id}>
            <th scope="row">
              {visible(name)}{kind === 'expectation' && <span class="quiet"> (expected)</span>}{!isValid && <span class="quiet"> (replaced)</span>}
              {spanId && spanName && <div class="quiet">of {visible(spanName(spanId))}</div>}
            </th>
            <td>{error ? <span class="error">{visible(error)}</span> : <pre>{visible(inLine(value))}</pre>}</td>
            <td>{visible(source)}{sourceType && <span class="quiet"> ({sources[sourceType] ?? sourceType.toLowerCase()})</span>}</td>
            {haveReasons && <td class="rationale">{visible(rationale)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
