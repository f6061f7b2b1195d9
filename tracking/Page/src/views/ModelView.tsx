import { searchVersions } from '../api.ts';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { usePolling } from '../live.ts';

/** One registered model with its versions. */
export function ModelView({ name }: { name: string }) {
  const { data: versions, error, refresh } = usePolling(name, signal => searchVersions(name, signal));
  return (
    <div class="page">
      <div class="title"><h1>{name}</h1></div>
      {error && <ErrorBox error={error} retry={refresh} />}
      <ul>{(versions ?? []).map(version => <li key={version.version}>version {version.version}</li>)}</ul>
    </div>
  );
}
