import { searchModels } from '../api.ts';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { usePolling } from '../live.ts';

/** All registered models. */
export function Models() {
  const { data: models, error, refresh } = usePolling('models', signal => searchModels(signal));
  return (
    <div class="page">
      <div class="title"><h1>Models</h1></div>
      {error && <ErrorBox error={error} retry={refresh} />}
      <ul>{(models ?? []).map(model => <li key={model.name}><a href={`#/models/${encodeURIComponent(model.name)}`}>{model.name}</a></li>)}</ul>
    </div>
  );
}
