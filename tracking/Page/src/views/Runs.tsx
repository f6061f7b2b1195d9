import { type Run, searchRuns } from '../api.ts';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { Status } from '../components/Status.tsx';
import { formatAgo } from '../format.ts';
import { usePolling } from '../live.ts';

/** The runs of an experiment. */
export function Runs({ experimentId }: { experimentId: string }) {
  const { data: runs, error, refresh } = usePolling<Run[]>(
    experimentId,
    (signal, _, show) => searchRuns([experimentId], { signal, onPage: (found, complete) => complete || show(found) }),
    found => found.some(run => run.status === 'RUNNING'));
  return (
    <div class="page">
      <div class="title"><h1>Runs</h1></div>
      {error && <ErrorBox error={error} retry={refresh} />}
      <div class="card scroll">
        <table>
          <thead><tr><th>Name</th><th>Status</th><th>Started</th></tr></thead>
          <tbody>
            {(runs ?? []).map(run => (
              <tr key={run.id}>
                <td><a href={`#/runs/${run.id}`}>{run.name}</a></td>
                <td><Status status={run.status} /></td>
                <td>{formatAgo(run.start)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
