import './compare.css';
import { useContext, useEffect, useMemo, useRef } from 'preact/hooks';
import type { Run } from '../api/client.ts';
import { Empty } from '../components/Empty.tsx';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { Status } from '../components/Status.tsx';
import { PlaceContext, formatPlace, useUrlChoice } from '../shared/router.ts';
import { Curves } from './curves/Curves.tsx';
import { Gap } from './curves/Gap.tsx';
import { Importance } from './importance/Importance.tsx';
import { MetricDiff } from './diff/MetricDiff.tsx';
import { Parallel } from './parallel/Parallel.tsx';
import { ParamDiff } from './diff/ParamDiff.tsx';
import { Scatter } from './scatter/Scatter.tsx';
import { SideBySide } from './files/SideBySide.tsx';
import { Swatch } from '../charts/Swatch.tsx';
import { linesOf } from './runs/lines.ts';
import { useExperimentNames, useRuns } from './runs/useRuns.ts';

const sections = {
  curves: { name: 'Curves', View: Curves },
  gap: { name: 'Gap', View: Gap },
  metrics: { name: 'Metrics', View: MetricDiff },
  params: { name: 'Parameters', View: ParamDiff },
  parallel: { name: 'Parallel coordinates', View: Parallel },
  scatter: { name: 'Scatter', View: Scatter },
  importance: { name: 'Importance', View: Importance },
  files: { name: 'Side by side', View: SideBySide },
} as const;

/** Runs side by side, one kind of view at a time. */
export function Compare({ ids }: { ids: string[] }) {
  const { data, error, refresh } = useRuns(ids);
  const [key] = useUrlChoice('view', 'curves', Object.keys(sections) as (keyof typeof sections)[]);
  const section = sections[key];
  useEffect(() => { document.title = `Compare ${ids.length} runs`; }, [ids.length]);
  if (!data) return <div class="page">{error ? <ErrorBox error={error} retry={refresh} /> : <p class="quiet" aria-busy="true">Loading …</p>}</div>;
  if (data.runs.length === 0) return <Empty title="None of these runs exists on this server."><a href="#/">To the experiments</a></Empty>;
  return (
    <div class="page compare">
      <Head runs={data.runs} />
      {data.missing.length > 0 && <Missing ids={data.missing} />}
      {error && <ErrorBox error={error} retry={refresh} />}
      <Sections shown={section.name} />
      <h2 class="unseen">{section.name}</h2>
      <section.View key={section.name} runs={data.runs} />
    </div>
  );
}

const Missing = ({ ids }: { ids: readonly string[] }) => (
  <p class="quiet">{ids.length} {ids.length === 1 ? 'run was' : 'runs were'} not found: {ids.map(id => id.slice(0, 8)).join(', ')}</p>
);

const mostNamed = 12;

function Head({ runs }: { runs: readonly Run[] }) {
  const lines = useMemo(() => linesOf(runs, ''), [runs]);
  const place = useContext(PlaceContext);
  const without = (id: string): string => formatPlace({ path: `/compare/${runs.filter(run => run.id !== id).map(run => run.id).join(',')}`, query: place.query });
  const experiments = [...new Set(runs.map(run => run.experimentId))];
  const names = useExperimentNames(experiments);
  const list = (
    <ul class="compared">
      {lines.map(({ id, label, style, runs: [run] }) => (
        <li key={id}>
          <Swatch style={style} /> <a href={`#/runs/${id}`}>{label}</a>
          {run!.status !== 'FINISHED' && <Status status={run!.status} />}
          {runs.length > 1 && <a class="drop" href={without(id)} aria-label={`Compare without ${label}`}>×</a>}
        </li>
      ))}
    </ul>
  );
  return (
    <header>
      <ul class="trail"><li><a href="#/">Experiments</a></li>{experiments.map(id => <li key={id}><a href={`#/experiments/${id}`}>{names.get(id) ?? `Experiment ${id}`}</a></li>)}</ul>
      <div class="title"><h1>Compare {runs.length} {runs.length === 1 ? 'run' : 'runs'}</h1></div>
      {runs.length <= mostNamed ? list : <details><summary>The runs</summary>{list}</details>}
    </header>
  );
}

function Sections({ shown }: { shown: string }) {
  const place = useContext(PlaceContext);
  const to = (key: string): string => {
    const query = new Map(place.query);
    if (key === 'curves') query.delete('view');
    else query.set('view', key);
    return formatPlace({ path: place.path, query });
  };
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen not all fit.
  useEffect(() => nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [shown]);
  return (
    <nav class="sections" ref={nav} aria-label="Ways to compare">
      {Object.entries(sections).map(([key, { name }]) => <a key={key} href={to(key)} aria-current={name === shown ? 'page' : undefined}>{name}</a>)}
    </nav>
  );
}
