import { searchModels } from '../api/client.ts';
import { Empty } from '../components/Empty.tsx';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { Title } from '../components/Title.tsx';
import { formatAgo, formatTime } from '../shared/format.ts';
import { usePolling } from '../shared/live.ts';

/** All registered models. */
export function Models() {
  const { data: models, error, refresh } = usePolling('models', signal => searchModels(signal));
  return (
    <div class="page">
      <Title title="Models" />
      {error && <ErrorBox error={error} retry={refresh} />}
      {!models && !error && <p class="quiet">Loading…</p>}
      {models?.length === 0 && <Empty title="No model is registered yet.">A retrain registers its best run’s model when it ends.</Empty>}
      {models && models.length > 0 && (
        <div class="card scroll" tabIndex={0} role="group" aria-label="Models">
          <table>
            <thead><tr><th scope="col">Name</th><th scope="col">Aliases</th><th scope="col">Last changed</th><th scope="col">Description</th></tr></thead>
            <tbody>
              {models.map(model => (
                <tr key={model.name}>
                  <th scope="row"><a href={`#/models/${encodeURIComponent(model.name)}`}>{model.name}</a></th>
                  <td>
                    <span class="badges">
                      {Object.entries(model.aliases).map(([alias, version]) => <span key={alias} class="badge alias">{alias === 'champion' ? '★ ' : ''}{alias} → version {version}</span>)}
                    </span>
                  </td>
                  <td title={formatTime(model.updated)}>{formatAgo(model.updated)}</td>
                  <td class="quiet">{model.description}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
