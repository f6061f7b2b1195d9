import { useMemo, useState } from 'preact/hooks';
import type { Alias, Run } from '../api/client.ts';
import { RunsTable } from '../runs/RunsTable.tsx';
import { defaultColumns, toColumns } from '../runs/columns.ts';
import { flatRows, parseSort } from '../runs/rows.ts';
import { useCurves } from '../runs/useCurves.ts';
import { useSelection } from '../runs/useSelection.ts';
import { go, useUrlState } from '../shared/router.ts';

const noAliases = new Map<string, Alias[]>();
const nothing: never[] = [];
const unfoldable = (): void => {};

/** The runs of a retrain, the best first. */
export function NestedRuns({ runs, aliases = noAliases }: { runs: readonly Run[]; aliases: ReadonlyMap<string, Alias[]> | undefined }) {
  const [onScreen, setOnScreen] = useState<{ run: Run; key: string }[]>(nothing);
  const { curves, version } = useCurves(onScreen);
  const ids = useMemo(() => defaultColumns(runs, runs).filter(id => id !== 'started'), [runs]);
  const columns = useMemo(() => toColumns(ids, runs), [ids.join('\n'), runs]);
  const best = columns.find(column => column.kind === 'best');
  const [sortText, setSort] = useUrlState('sort', best ? `-${best.id}` : '');
  const sort = useMemo(() => parseSort(sortText), [sortText]);
  const name = `nested in ${runs[0]?.tags['mlflow.parentRunId'] ?? ''}`;
  const rows = useMemo(() => flatRows(runs, sort, curves, Date.now()), [runs, sort, version]);
  const { selected, select, clear } = useSelection(name);
  const chosen = runs.filter(run => selected.has(run.id));
  return (
    <section class="nested" aria-label="Nested runs">
      <div class="tools">
        <h2>Its runs <span class="quiet">{runs.length}</span></h2>
        <button type="button" class="main" disabled={chosen.length === 0} onClick={() => go(`/compare/${chosen.map(run => run.id).join(',')}`)}>
          {chosen.length === 0 ? 'Compare' : `Compare ${chosen.length}`}
        </button>
        {chosen.length > 0 && <button type="button" class="bare" onClick={clear}>Clear</button>}
      </div>
      <RunsTable
        rows={rows} columns={columns} sort={sort} setSort={id => setSort(sortText === `-${id}` ? id : `-${id}`)} selected={selected} select={select} fold={unfoldable}
        aliases={aliases} curves={curves} version={version} show={setOnScreen} isStale={false} name={name}
      />
    </section>
  );
}
