import { useState } from 'preact/hooks';
import { type Experiment, type Run, searchExperiments, searchRuns } from '../api/client.ts';
import { Empty } from '../components/Empty.tsx';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { Status } from '../components/Status.tsx';
import { Title } from '../components/Title.tsx';
import { formatAgo, formatTime } from '../shared/format.ts';
import { usePolling } from '../shared/live.ts';

/** More than this, and one may search among them. */
const many = 12;

/** Experiments whose latest run is looked up. */
const mostLookedUp = 40;

interface Row {
  experiment: Experiment;
  latest: Run | undefined;
}

async function load(signal: AbortSignal): Promise<Row[]> {
  const experiments = await searchExperiments(signal);
  const rows = await Promise.all(experiments.map(async (experiment, i): Promise<Row> => ({
    experiment,
    latest: i < mostLookedUp ? (await searchRuns([experiment.id], { limit: 1, signal }))[0] : undefined,
  })));
  const used = ({ experiment, latest }: Row): number => Math.max(latest?.start ?? 0, experiment.updated ?? 0);
  return rows.sort((a, b) => used(b) - used(a));
}

/** All experiments, the one used last first. */
export function Experiments() {
  const { data: rows, error, refresh } = usePolling<Row[]>('experiments', signal => load(signal), found => found.some(({ latest }) => latest?.status === 'RUNNING'));
  const [text, setText] = useState('');
  const shown = rows?.filter(({ experiment }) => experiment.name.toLowerCase().includes(text.trim().toLowerCase())) ?? [];
  return (
    <div class="page">
      <Title title="Experiments">{rows && <span class="quiet">{rows.length}</span>}</Title>
      {error && <ErrorBox error={error} retry={refresh} />}
      {!rows && !error && <p class="quiet">Loading…</p>}
      {rows && rows.length > many && (
        <div class="tools"><input type="search" aria-label="Search experiments" placeholder="Search" value={text} onInput={event => setText(event.currentTarget.value)} /></div>
      )}
      {rows?.length === 0 && <Empty title="No experiments yet.">One appears with the first run.</Empty>}
      {shown.length > 0 && (
        <div class="card scroll" tabIndex={0} role="group" aria-label="Experiments">
          <table>
            <thead><tr><th scope="col">Name</th><th scope="col">Latest run</th><th scope="col">Status</th><th scope="col">Began</th><th scope="col">Created</th><th scope="col" class="number">Id</th></tr></thead>
            <tbody>
              {shown.map(({ experiment: { id, name, created }, latest }) => (
                <tr key={id}>
                  <th scope="row"><a href={`#/experiments/${id}`}>{name}</a></th>
                  <td>{latest && <a href={`#/runs/${latest.id}`}>{latest.name}</a>}</td>
                  <td>{latest && <Status status={latest.status} />}</td>
                  <td title={latest ? formatTime(latest.start) : ''}>{latest ? formatAgo(latest.start) : ''}</td>
                  <td title={created ? formatTime(created) : ''}>{created ? formatAgo(created) : ''}</td>
                  <td class="number quiet">{id}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
