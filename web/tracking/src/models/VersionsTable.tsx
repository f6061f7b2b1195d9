import type { Run, Version } from '../api/client.ts';
import { formatAgo, formatMetric, formatTime } from '../shared/format.ts';
import { judged } from '../shared/metrics.ts';

interface Props {
  versions: readonly Version[];
  runs: ReadonlyMap<string, Run>;
  champion: string | undefined;
  promote: (version: Version) => void;
  remove: (alias: string, from: Version) => void;
  add: (version: Version) => void;
}

/** The versions of a model, the newest first. */
export function VersionsTable({ versions, runs, champion, promote, remove, add }: Props) {
  const found = [...runs.values()];
  const metric = judged.find(key => found.some(run => key in run.metrics));
  return (
    <div class="card scroll" tabIndex={0} role="group" aria-label="Versions">
      <table class="versions">
        <thead>
          <tr>
            <th scope="col">Version</th><th scope="col">Aliases</th><th scope="col">Run</th>{metric && <th scope="col" class="number">{metric}</th>}
            <th scope="col">Registered</th><th scope="col">State</th><th scope="col"><span class="unseen">Actions</span></th>
          </tr>
        </thead>
        <tbody>
          {versions.map(version => {
            const run = version.runId ? runs.get(version.runId) : undefined;
            return (
              <tr key={version.version} class={version.version === champion ? 'champion' : ''}>
                <th scope="row">{version.version}</th>
                <td>
                  <span class="badges">
                    {version.aliases.map(alias => (
                      <span key={alias} class="badge alias">
                        {alias === 'champion' ? '★ ' : ''}{alias}
                        <button type="button" aria-label={`Remove the alias ${alias}`} title="Remove" onClick={() => remove(alias, version)}>×</button>
                      </span>
                    ))}
                    <button type="button" class="bare add" aria-label={`New alias for version ${version.version}`} title="New alias" onClick={() => add(version)}>+</button>
                  </span>
                </td>
                <td>{run ? <a href={`#/runs/${run.id}`}>{run.name}</a> : version.runId ? <a href={`#/runs/${version.runId}`}><code>{version.runId.slice(0, 8)}</code></a> : <code class="quiet">{version.source}</code>}</td>
                {metric && <td class="number">{formatMetric(metric, run?.metrics[metric]?.value)}</td>}
                <td title={formatTime(version.created)}>{formatAgo(version.created)}</td>
                <td class="quiet">{version.status === 'READY' ? 'ready' : version.status.toLowerCase()}{version.stage !== 'None' && `, ${version.stage}`}</td>
                <td>{version.version !== champion && <button type="button" onClick={() => promote(version)}>Make champion</button>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
