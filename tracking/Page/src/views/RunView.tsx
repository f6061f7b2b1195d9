import { getRun } from '../api.ts';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { Status } from '../components/Status.tsx';
import { usePolling } from '../live.ts';

/** All that is known of one run. */
export function RunView({ id }: { id: string }) {
  const { data: run, error, refresh } = usePolling(id, signal => getRun(id, signal), found => found.status === 'RUNNING');
  return (
    <div class="page">
      {error && <ErrorBox error={error} retry={refresh} />}
      {run && <div class="title"><h1>{run.name}</h1><Status status={run.status} /></div>}
    </div>
  );
}
