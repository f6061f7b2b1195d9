import { useMemo } from 'preact/hooks';
import { type Run, aliasesByRun, getExperiment, getRun, searchRuns } from '../api/client.ts';
import { AliasBadges } from '../components/AliasBadges.tsx';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { KeyValues } from '../components/KeyValues.tsx';
import { Status } from '../components/Status.tsx';
import { Tabs } from '../components/Tabs.tsx';
import { Title } from '../components/Title.tsx';
import { usePolling } from '../shared/live.ts';
import { isSystem } from '../shared/metrics.ts';
import { href, useUrlChoice } from '../shared/router.ts';
import { Artifacts } from '../run/Artifacts.tsx';
import { DataSets } from '../run/DataSets.tsx';
import { Facts, When } from '../run/Facts.tsx';
import { Identity, TagCards } from '../run/Identity.tsx';
import { LoggedModels } from '../run/LoggedModels.tsx';
import { MatrixCard } from '../run/MatrixCard.tsx';
import { MetricsCard } from '../run/MetricsCard.tsx';
import { NestedRuns } from '../run/NestedRuns.tsx';
import { Notes, noteTag } from '../run/Notes.tsx';
import { RunCharts } from '../run/RunCharts.tsx';
import { Traces } from '../run/Traces.tsx';
import { LoggedImages } from '../run/logged/LoggedImages.tsx';
import { LoggedTables } from '../run/logged/LoggedTables.tsx';
import { tablePaths } from '../run/logged/tables.ts';
import { parentOf } from '../runs/rows.ts';
import { useCurves } from '../runs/useCurves.ts';

interface Found {
  run: Run;
  experiment: string;
  parent: Run | null;
  /** The runs nested in it. */
  nested: Run[];
}

async function load(id: string, signal: AbortSignal, before: Found | undefined): Promise<Found> {
  const run = await getRun(id, signal);
  const parentId = parentOf(run);
  const [experiment, parent, nested] = await Promise.all([
    before?.experiment ?? getExperiment(run.experimentId, signal).then(found => found.name),
    // It may be deleted, or never have been there.
    before?.parent ?? (parentId ? getRun(parentId, signal).catch(() => null) : null),
    searchRuns([run.experimentId], { filter: `tags.\`mlflow.parentRunId\` = '${id}'`, signal }),
  ]);
  return { run, experiment, parent, nested };
}

/** All that is known of one run. */
export function RunView({ id }: { id: string }) {
  const { data, error, refresh } = usePolling<Found>(
    id, (signal, before) => load(id, signal, before), ({ run, nested }) => [run, ...nested].some(({ status }) => status === 'RUNNING'));
  if (!data) {
    return (
      <div class="page">
        <Title trail={[['Experiments', '#/']]} title={error ? 'Run' : ' '} />
        {error ? <ErrorBox error={error} retry={refresh} /> : <p class="quiet">Loading…</p>}
      </div>
    );
  }
  return <Loaded {...data} error={error} refresh={refresh} />;
}

function Loaded({ run, experiment, parent, nested, error, refresh }: Found & { error: Error | undefined; refresh: () => void }) {
  const aliases = usePolling('aliases', signal => aliasesByRun(signal)).data;
  const keys = Object.keys(run.metrics);
  const hasSystem = keys.some(isSystem);
  const hasCurves = Object.values(run.metrics).some(({ step }) => step > 0);
  const hasImages = run.tags['mlflow.loggedImages'] !== undefined;
  const tables = useMemo(() => tablePaths(run.tags['mlflow.loggedArtifacts']), [run.tags['mlflow.loggedArtifacts']]);
  const hasTables = tables.length > 0;
  const tabs = useMemo<[Tab, string][]>(() => [
    ['overview', 'Overview'],
    ...(hasCurves ? [['charts', 'Charts'] as [Tab, string]] : []),
    ...(hasSystem ? [['system', 'System'] as [Tab, string]] : []),
    ...(hasImages ? [['images', 'Images'] as [Tab, string]] : []),
    ...(hasTables ? [['tables', 'Tables'] as [Tab, string]] : []),
    ['artifacts', 'Artifacts'],
  ], [hasCurves, hasSystem, hasImages, hasTables]);
  const [tab, setTab] = useUrlChoice<Tab>('tab', 'overview', tabs.map(([name]) => name));
  const wanted = useMemo(() => keys.map(key => ({ run, key })), [run]);
  const { curves, version } = useCurves(wanted);
  return (
    <div class="page">
      <Title trail={[['Experiments', '#/'], [experiment, `#/experiments/${run.experimentId}`], ...(parent ? [[parent.name, `#/runs/${parent.id}`] as [string, string]] : [])]} title={run.name}>
        <Status status={run.status} />
        {run.lifecycle === 'deleted' && <span class="badge FAILED">deleted</span>}
        <AliasBadges aliases={aliases?.get(run.id)} />
        <span class="end buttons">
          {nested.length > 1 && <a class="button" href={href(`/compare/${nested.map(other => other.id).join(',')}`)}>Compare its {nested.length} runs</a>}
          {parent && <a class="button" href={href(`/experiments/${run.experimentId}`, { filter: `tags.\`mlflow.parentRunId\` = '${parent.id}'` })}>Runs beside it</a>}
        </span>
      </Title>
      {error && <ErrorBox error={error} retry={refresh} />}
      {run.tags['error'] && <div class="error-box">{run.tags['error']}</div>}
      <When run={run} />
      <Facts run={run} />
      <Tabs label="Parts of the run" tabs={tabs} chosen={tab} choose={setTab} />
      <div role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
        {tab === 'overview' && (
          <>
            {nested.length > 0 && <NestedRuns runs={nested} aliases={aliases} />}
            {keys.length > 0 && <RunCharts run={run} curves={curves} version={version} part="main" />}
            <div class="cards">
              <MetricsCard run={run} curves={curves} />
              <KeyValues title="Parameters" entries={Object.entries(run.params).sort(([a], [b]) => a.localeCompare(b))} />
            </div>
            <MatrixCard run={run} />
            <div class="cards">
              <Notes runId={run.id} text={run.tags[noteTag] ?? ''} saved={refresh} />
              <Identity run={run} />
              <DataSets run={run} />
              <LoggedModels run={run} />
              <TagCards run={run} />
            </div>
            <Traces run={run} />
          </>
        )}
        {tab === 'charts' && <RunCharts run={run} curves={curves} version={version} part="all" />}
        {tab === 'system' && <RunCharts run={run} curves={curves} version={version} part="system" />}
        {tab === 'images' && <LoggedImages runId={run.id} version={run.status} />}
        {tab === 'tables' && <LoggedTables runId={run.id} paths={tables} version={run.status} />}
        {tab === 'artifacts' && <Artifacts run={run} />}
      </div>
    </div>
  );
}

type Tab = 'overview' | 'charts' | 'system' | 'images' | 'tables' | 'artifacts';
