import { useMemo, useState } from 'preact/hooks';
import type { Run } from '../api/client.ts';
import { Popover } from '../components/Popover.tsx';
import { attributes, namesOf } from './columns.ts';

interface Props {
  runs: readonly Run[];
  chosen: readonly string[];
  choose: (ids: string[]) => void;
  /** Back to what the runs themselves suggest. */
  reset: () => void;
}

const ofMetric: [string, string, string][] = [['metrics', 'last', 'last value'], ['best', 'best', 'best value'], ['curve', 'curve', 'curve']];

/** Which columns the table has: attributes, of each metric the last value, the best and the curve, parameters, tags. */
export function ColumnPicker(props: Props) {
  return <Popover label="Columns">{() => <Choices {...props} />}</Popover>;
}

function Choices({ runs, chosen, choose, reset }: Props) {
  const [text, setText] = useState('');
  const names = useMemo(() => namesOf(runs), [runs]);
  const has = new Set(chosen);
  const toggle = (id: string): void => choose(has.has(id) ? chosen.filter(other => other !== id) : [...chosen, id]);
  const matching = (keys: string[]): string[] => keys.filter(key => key.toLowerCase().includes(text.trim().toLowerCase()));
  const box = (id: string, label: string, title = label) => (
    <label key={id} class="choice" title={title}><input type="checkbox" checked={has.has(id)} onChange={() => toggle(id)} /> <span>{label}</span></label>
  );
  const section = (title: string, prefix: string, keys: string[]) => keys.length > 0 && (
    <fieldset><legend>{title}</legend>{keys.map(key => box(prefix + key, key))}</fieldset>
  );
  const metrics = matching(names.metrics);
  return (
    <div class="choices">
      <div class="choices-head">
        <input type="search" aria-label="Find a column" placeholder="Find a column" value={text} onInput={event => setText(event.currentTarget.value)} />
        <button type="button" onClick={reset}>Reset</button>
      </div>
      <div class="choices-body">
        <fieldset>
          <legend>Attributes</legend>
          {Object.entries(attributes).filter(([, { label }]) => matching([label]).length > 0).map(([id, { label }]) => box(id, label))}
        </fieldset>
        {metrics.length > 0 && (
          <fieldset>
            <legend>Metrics</legend>
            {metrics.map(key => (
              <div key={key} class="choice-metric">
                <span title={key}>{key}</span>
                {ofMetric.map(([prefix, label, title]) => (
                  <label key={prefix}><input type="checkbox" checked={has.has(`${prefix}.${key}`)} onChange={() => toggle(`${prefix}.${key}`)} aria-label={`${key}: ${title}`} /> {label}</label>
                ))}
              </div>
            ))}
          </fieldset>
        )}
        {section('Parameters', 'params.', matching(names.params))}
        {section('Tags', 'tags.', matching(names.tags))}
      </div>
    </div>
  );
}
