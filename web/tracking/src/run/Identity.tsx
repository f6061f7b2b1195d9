import type { ComponentChildren } from 'preact';
import type { Run } from '../api/client.ts';
import { Copy } from '../components/Copy.tsx';
import { KeyValues } from '../components/KeyValues.tsx';

/** Where a run came from: its id, its source, its data. */
export function Identity({ run }: { run: Run }) {
  const copied = (text: string, what: string) => <><code>{text}</code> <Copy text={text} what={what} /></>;
  const source = run.tags['mlflow.source.name'];
  const commit = run.tags['mlflow.source.git.commit'];
  const own = Object.entries(run.tags).filter(([key]) => key.startsWith('mlflow.') && !/note|source\.(name|git\.commit)|runName|parentRunId/.test(key)).sort();
  return (
    <KeyValues
      title="Origin"
      entries={[
        ['Run id', copied(run.id, 'the run id'), run.id],
        ...(source ? [['Source', source]] as [string, string][] : []),
        ...(commit ? [['Commit', copied(commit, 'the commit'), commit]] as [string, ComponentChildren, string][] : []),
        ...run.datasets.map((data): [string, ComponentChildren, string] => [
          `Data set${data.context ? ` (${data.context})` : ''}`, <>{data.name} <code class="quiet">{data.digest}</code></>, `${data.name} ${data.digest}`,
        ]),
        ['Artifacts', copied(run.artifactUri, 'the artifacts’ address'), run.artifactUri],
        ...own,
      ]}
    />
  );
}
