import { useMemo } from 'preact/hooks';
import type { Run } from '../api/client.ts';
import { Popover } from '../components/Popover.tsx';
import { differingParams, namesOf, parseColumn } from './columns.ts';

interface Props {
  runs: readonly Run[];
  by: readonly string[];
  choose: (ids: string[]) => void;
}

/** By which parameters and tags runs are put together. */
export function GroupPicker(props: Props) {
  const { by } = props;
  const label = by.length === 0 ? 'Group' : `Group: ${by.map(id => parseColumn(id)?.key ?? id).join(', ')}`;
  return <Popover label={label}>{close => <Choices {...props} close={close} />}</Popover>;
}

function Choices({ runs, by, choose, close }: Props & { close: () => void }) {
  const { params, tags } = useMemo(() => ({
    params: differingParams(runs),
    // What is different in every run, such as MLflow's own source tags, makes no groups.
    tags: namesOf(runs).tags.filter(key => {
      const values = new Set(runs.map(run => run.tags[key]));
      return values.size > 1 && values.size < runs.length && !/^mlflow\.(runName|log-model|note)/.test(key);
    }),
  }), [runs]);
  const has = new Set(by);
  const toggle = (id: string): void => choose(has.has(id) ? by.filter(other => other !== id) : [...by, id]);
  const section = (title: string, prefix: string, keys: string[]) => keys.length > 0 && (
    <fieldset>
      <legend>{title}</legend>
      {keys.map(key => (
        <label key={key} class="choice" title={key}>
          <input type="checkbox" checked={has.has(prefix + key)} onChange={() => toggle(prefix + key)} /> <span>{key}</span>
        </label>
      ))}
    </fieldset>
  );
  return (
    <div class="choices">
      <div class="choices-head">
        <span class="quiet">Mean ± standard deviation of runs that agree in:</span>
        <button type="button" disabled={by.length === 0} onClick={() => { choose([]); close(); }}>No groups</button>
      </div>
      <div class="choices-body">
        {section('Parameters', 'params.', params)}
        {section('Tags', 'tags.', tags)}
        {params.length + tags.length === 0 && <p class="quiet">The runs do not differ in any parameter or tag.</p>}
      </div>
    </div>
  );
}
