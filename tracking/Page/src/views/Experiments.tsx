import { searchExperiments } from '../api.ts';
import { Empty } from '../components/Empty.tsx';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { formatAgo, formatTime } from '../format.ts';
import { usePolling } from '../live.ts';

/** All experiments, the one used last first. */
export function Experiments() {
  const { data: experiments, error, refresh } = usePolling('experiments', signal => searchExperiments(signal));
  return (
    <div class="page">
      <div class="title"><h1>Experiments</h1></div>
      {error && <ErrorBox error={error} retry={refresh} />}
      {experiments?.length === 0 && <Empty title="No experiments yet." />}
      {experiments && experiments.length > 0 && (
        <div class="card scroll">
          <table>
            <thead><tr><th>Name</th><th>Last changed</th><th>Id</th></tr></thead>
            <tbody>
              {experiments.map(({ id, name, updated }) => (
                <tr key={id}>
                  <td><a href={`#/experiments/${id}`}>{name}</a></td>
                  <td title={updated ? formatTime(updated) : ''}>{updated ? formatAgo(updated) : ''}</td>
                  <td class="quiet">{id}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
