import { getRuns } from '../api.ts';
import { usePolling } from '../live.ts';

/** Runs side by side. */
export function Compare({ ids }: { ids: string[] }) {
  const { data: runs, error } = usePolling(ids.join(), signal => getRuns(ids, signal), found => found.some(run => run.status === 'RUNNING'));
  if (error) return <p class="error" role="alert">{error.message}</p>;
  if (!runs) return <p class="quiet">Loading…</p>;
  return (
    <div class="page">
      <h1>Compare {runs.length} runs</h1>
      <ul>{runs.map(run => <li key={run.id}><a href={`#/runs/${run.id}`}>{run.name}</a></li>)}</ul>
    </div>
  );
}
