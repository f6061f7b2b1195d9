import { useMemo } from 'preact/hooks';
import type { Run } from '../../api/client.ts';
import { useUrlState } from '../../shared/router.ts';
import { Breakable } from '../../components/Breakable.tsx';
import { RunHeads } from './RunHeads.tsx';
import { linesOf } from '../runs/lines.ts';
import { type Named, differing, names } from '../fields/columns.ts';
import { Toggle } from '../controls/controls.tsx';

/** The parameters, a column for each run: those that differ, or all with these marked. */
export function ParamDiff({ runs }: { runs: readonly Run[] }) {
  const [all, setAll] = useUrlState('all', false);
  const [tags, setTags] = useUrlState('tags', false);
  const lines = useMemo(() => linesOf(runs, ''), [runs]);
  const parameters = runs.map(run => run.params);
  const ownTags = runs.map(run => Object.fromEntries(Object.entries(run.tags).filter(([key]) => !key.startsWith('mlflow.'))));
  return (
    <>
      <div class="controls">
        <Toggle label="Also what is the same" value={all} onChange={setAll} />
        <Toggle label="Tags, too" value={tags} onChange={setTags} />
      </div>
      <div class="scroll diff" tabIndex={0} role="region" aria-label="Parameters">
        <table>
          <RunHeads lines={lines} first="Parameter" />
          <Rows of={parameters} all={all} what="parameter" />
          {tags && <Rows of={ownTags} all={all} what="tag" />}
        </table>
      </div>
    </>
  );
}

function Rows({ of, all, what }: { of: readonly Named[]; all: boolean; what: string }) {
  const different = new Set(differing(of));
  const known = names(of);
  const shown = all ? [...known.filter(key => different.has(key)), ...known.filter(key => !different.has(key))] : known.filter(key => different.has(key));
  if (shown.length === 0) {
    const why = known.length === 0 ? `There is no ${what}.` : of.length < 2 ? 'One run alone has nothing to differ from.' : `Of ${known.length} ${what}s, none differs.`;
    return <tbody><tr><td colSpan={of.length + 1} class="quiet">{why}</td></tr></tbody>;
  }
  return (
    <tbody>
      {shown.map(key => (
        <tr key={key} class={all && different.has(key) ? 'differs' : undefined}>
          <th scope="row">{what === 'tag' && <span class="quiet">tag </span>}<Breakable text={key} />{all && different.has(key) && <span class="unseen"> (differs)</span>}</th>
          {of.map((values, i) => <td key={i} class={(values[key]?.length ?? 0) > 28 ? 'long' : 'short'}>{values[key] ?? <span class="quiet">–</span>}</td>)}
        </tr>
      ))}
    </tbody>
  );
}
