import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { type Run, aliasesByRun, getExperiment, searchTraces } from '../api/client.ts';
import { Empty } from '../components/Empty.tsx';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { Title } from '../components/Title.tsx';
import { useShortcuts } from '../components/useShortcuts.ts';
import { usePolling } from '../shared/live.ts';
import { go, href, useUrlState } from '../shared/router.ts';
import { ColumnPicker } from '../runs/ColumnPicker.tsx';
import { FilterBox } from '../runs/FilterBox.tsx';
import { GroupPicker } from '../runs/GroupPicker.tsx';
import { RunsTable } from '../runs/RunsTable.tsx';
import { needsCurve, parseColumn } from '../runs/columns.ts';
import { toFilter } from '../runs/filter.ts';
import { type Row, flatRows, groupRows, leavesOf, nestedRows, parseSort } from '../runs/rows.ts';
import { useColumns } from '../runs/useColumns.ts';
import { useCurves } from '../runs/useCurves.ts';
import { useFolds } from '../runs/useFolds.ts';
import { useRuns } from '../runs/useRuns.ts';
import { useSelection } from '../runs/useSelection.ts';

const nothing: never[] = [];
const noAliases = new Map<string, never[]>();

/** The runs of an experiment: filtered, sorted, nested or in groups, up to date while they train. */
export function Runs({ experimentId }: { experimentId: string }) {
  const [text, setText] = useUrlState('filter', '');
  const [sortText, setSort] = useUrlState('sort', '');
  const [groups, setBy] = useUrlState('group', [] as string[]);
  const by = useMemo(() => groups.filter(id => parseColumn(id) !== null), [groups]);
  const [isNested, setNested] = useUrlState('nest', true);
  const [deleted, setDeleted] = useUrlState('deleted', false);
  const { found, isStale, error, refresh } = useRuns(experimentId, toFilter(text), deleted);
  const experiment = usePolling(`experiment ${experimentId}`, signal => getExperiment(experimentId, signal));
  const aliases = usePolling('aliases', signal => aliasesByRun(signal)).data ?? noAliases;
  // Few experiments have traces, and one is enough to know.
  const hasTraces = usePolling(`traces of ${experimentId}`, signal => searchTraces(experimentId, { limit: 1 }, signal)).data?.traces.length === 1;
  const selection = useSelection(experimentId);
  const folds = useFolds(by.length === 0);
  const filterInput = useRef<HTMLInputElement>(null);

  const runs: readonly Run[] = found?.runs ?? nothing;
  const leaves = useMemo(() => leavesOf(runs), [runs]);
  const { ids, columns, choose, reset } = useColumns(experimentId, runs, leaves, by.length > 0);
  const sort = useMemo(() => parseSort(sortText), [sortText]);

  const [onScreen, setOnScreen] = useState<{ run: Run; key: string }[]>(nothing);
  // Who sorts by the best value, or averages it, needs every run's.
  const wanted = useMemo(() => {
    const needed = columns.filter(column => column.kind === 'best' && (by.length > 0 || sort?.id === column.id));
    return [...onScreen, ...needed.flatMap(column => runs.filter(run => needsCurve(column, run)).map(run => ({ run, key: column.key })))];
  }, [onScreen, columns, sort, by, runs]);
  const { curves, version } = useCurves(wanted);

  const rows = useMemo<Row[]>(() => {
    const now = Date.now();
    if (by.length > 0) return groupRows(leaves, by, sort, curves, now, folds.isOpen);
    return isNested ? nestedRows(runs, sort, curves, now, folds.isOpen) : flatRows(runs, sort, curves, now);
  }, [runs, leaves, by, isNested, sort, folds.isOpen, sort?.column.kind === 'best' ? version : 0]);
  const canFold = rows.some(row => row.kind === 'group' || row.nested > 0);

  const setSortBy = (id: string): void => {
    const isText = id === 'name' || id.startsWith('params.') || id.startsWith('tags.');
    const first = isText ? id : `-${id}`;
    const second = isText ? `-${id}` : id;
    setSort(sortText === first ? second : sortText === second ? '' : first);
  };
  const chosen = useMemo(() => runs.filter(run => selection.selected.has(run.id)).map(run => run.id), [runs, selection.selected]);
  const compare = useCallback(() => { if (chosen.length > 0) go(`/compare/${chosen.join(',')}`); }, [chosen]);
  useShortcuts({ '/': () => filterInput.current?.focus(), c: compare, Escape: () => selection.clear() });

  const isBadFilter = error !== undefined && 'status' in error && error.status === 400 && text !== '';
  const running = runs.filter(run => run.status === 'RUNNING').length;
  const name = experiment.data?.name ?? (experiment.error ? `Experiment ${experimentId}` : ' ');
  if (experiment.error && !experiment.data) {
    return <div class="page"><Title trail={[['Experiments', '#/']]} title={name} /><ErrorBox error={experiment.error} retry={experiment.refresh} /></div>;
  }
  return (
    <div class="page full">
      <Title trail={[['Experiments', '#/']]} title={name}>
        {found && (
          <span class="quiet" role="status">
            {found.isComplete ? '' : 'the first '}{runs.length.toLocaleString('en-US')} {runs.length === 1 ? 'run' : 'runs'}{running > 0 && <>, <span class="live">{running} running</span></>}
          </span>
        )}
        {hasTraces && <span class="end"><a class="button" href={href(`/experiments/${experimentId}/traces`)}>Traces</a></span>}
      </Title>
      <div class="tools">
        <FilterBox
          value={text} change={setText} error={isBadFilter ? error.message : undefined} input={filterInput} label="Filter runs"
          placeholder="Filter, / to type: metrics.val_accuracy > 0.9 and params.`model.architecture` = 'resnet18', or a name"
        />
        <GroupPicker runs={leaves} by={by} choose={setBy} />
        <ColumnPicker runs={runs} chosen={ids} choose={choose} reset={reset} />
        {by.length === 0 && <button type="button" aria-pressed={isNested} title="Runs under their parents" onClick={() => setNested(!isNested)}>Nest</button>}
        {canFold && <button type="button" onClick={folds.toggleAll}>{folds.areOpen ? 'Fold all' : 'Unfold all'}</button>}
        <button type="button" aria-pressed={deleted} onClick={() => setDeleted(!deleted)}>Deleted</button>
        <button type="button" class="main" disabled={chosen.length < 1} onClick={compare}>
          {chosen.length === 0 ? 'Compare' : `Compare ${chosen.length}`}
        </button>
        {chosen.length > 0 && <button type="button" class="bare" onClick={selection.clear}>Clear</button>}
      </div>
      {error && !isBadFilter && <ErrorBox error={error} retry={refresh} />}
      {!found ? !error && <p class="quiet">Loading…</p> : found.isComplete && !isStale && runs.length === 0
        ? <Empty title={text ? 'No run matches.' : deleted ? 'No run is deleted.' : 'No runs yet.'}>{text ? null : deleted ? null : 'They appear here as soon as one starts.'}</Empty>
        : (
          <RunsTable
            rows={rows} columns={columns} sort={sort} setSort={setSortBy} selected={selection.selected} select={selection.select} fold={folds.fold}
            aliases={aliases} curves={curves} version={version} show={setOnScreen} isStale={isStale} name={experimentId}
          />
        )}
    </div>
  );
}
