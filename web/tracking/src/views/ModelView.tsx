import { useState } from 'preact/hooks';
import { type Model, type Run, type Version, getModel, getRun, searchVersions } from '../api/client.ts';
import { Empty } from '../components/Empty.tsx';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { Title } from '../components/Title.tsx';
import { usePolling } from '../shared/live.ts';
import { AliasDialog, type AliasMove } from '../models/AliasDialog.tsx';
import { Lineage } from '../models/Lineage.tsx';
import { VersionsTable } from '../models/VersionsTable.tsx';

/** The alias that serves (libs/Contracts/Models/ModelCard.cs). */
const champion = 'champion';

/** Versions whose runs are looked up; older ones show what the registry knows. */
const mostRuns = 100;

interface Found {
  model: Model;
  versions: Version[];
  runs: ReadonlyMap<string, Run>;
}

async function load(name: string, signal: AbortSignal, before: Found | undefined): Promise<Found> {
  const [model, found] = await Promise.all([getModel(name, signal), searchVersions(name, signal)]);
  // A search does not say which aliases point to a version; its model does.
  const aliases = Object.entries(model.aliases);
  const versions = found.map(
      version => ({ ...version, aliases: aliases.filter(([, of]) => of === version.version).map(([alias]) => alias) }));
  const runs = new Map(before?.runs);
  const missing = versions.slice(0, mostRuns).map(version => version.runId).filter(id => id !== null && !runs.has(id)) as string[];
  // A run may have been deleted for good since.
  for (const run of await Promise.all([...new Set(missing)].map(id => getRun(id, signal).catch(() => null)))) if (run) runs.set(run.id, run);
  return { model, versions, runs };
}

/** One registered model: its versions, what their aliases point to, where the champion came from; promoting and rolling back. */
export function ModelView({ name }: { name: string }) {
  const { data, error, refresh } = usePolling<Found>(name, (signal, before) => load(name, signal, before));
  const [move, setMove] = useState<AliasMove | null>(null);
  if (!data) {
    return (
      <div class="page">
        <Title trail={[['Models', '#/models']]} title={name} />
        {error ? <ErrorBox error={error} retry={refresh} /> : <p class="quiet">Loading…</p>}
      </div>
    );
  }
  const { model, versions, runs } = data;
  const current = versions.find(version => version.version === model.aliases[champion]);
  // Versions are numbered as they are registered: the one before is what served before, unless the alias was moved by hand.
  const before = current && versions.find(version => Number(version.version) < Number(current.version));
  return (
    <div class="page">
      <Title trail={[['Models', '#/models']]} title={name}>
        <span class="quiet">{versions.length} {versions.length === 1 ? 'version' : 'versions'}</span>
        <span class="end buttons">
          {current && before && <button type="button" onClick={() => setMove({ alias: champion, from: current, to: before })}>Roll back to version {before.version}</button>}
        </span>
      </Title>
      {error && <ErrorBox error={error} retry={refresh} />}
      {model.description && <p class="quiet">{model.description}</p>}
      {current
        ? <Lineage version={current} run={current.runId ? runs.get(current.runId) : undefined} />
        : versions.length > 0 && <p class="card">No version is the champion: nothing of this model serves.</p>}
      {versions.length === 0
        ? <Empty title="There are no versions yet." />
        : (
          <VersionsTable
            versions={versions} runs={runs} champion={current?.version}
            promote={to => setMove({ alias: champion, from: current, to })}
            remove={(alias, from) => setMove({ alias, from, to: undefined })}
            add={to => setMove({ alias: '', from: undefined, to })}
          />
        )}
      {move && <AliasDialog model={model} move={move} runs={runs} close={() => setMove(null)} done={refresh} />}
    </div>
  );
}
