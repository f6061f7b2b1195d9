import type { ComponentChildren } from 'preact';
import type { Run } from '../api/client.ts';
import { Copy } from '../components/Copy.tsx';
import { KeyValues } from '../components/KeyValues.tsx';

type Entry = [string, ComponentChildren, string];

/** Tags of MLflow that stand elsewhere on the page, in words of their own. */
const elsewhere = /^mlflow\.(user|runName|parentRunId|note\.content|source\.(name|type|git\.(commit|branch|repoURL)))$/;

const copied = (text: string, what: string) => <><code>{text}</code> <Copy text={text} what={what} /></>;

/** Where a run came from: its id, who started it, its source, its files. */
export function Identity({ run }: { run: Run }) {
  const tag = (name: string): string => run.tags[`mlflow.${name}`] ?? '';
  const entries: Entry[] = [['Run id', copied(run.id, 'the run id'), run.id]];
  const add = (name: string, value: string, shown: ComponentChildren = value): void => { if (value !== '') entries.push([name, shown, value]); };
  const [source, type, commit] = [tag('source.name'), tag('source.type').toLowerCase(), tag('source.git.commit')];
  add('User', tag('user') || run.user);
  add('Source', source || type, <>{source || type}{source && type && <span class="quiet"> ({type})</span>}</>);
  add('Commit', commit, copied(commit, 'the commit'));
  add('Branch', tag('source.git.branch'));
  add('Repository', tag('source.git.repoURL'));
  add('Artifacts', run.artifactUri, copied(run.artifactUri, 'the artifacts’ address'));
  return <KeyValues title="Origin" entries={entries} />;
}

/** The tags of a run: those that people and programs gave it, and MLflow's own apart. */
export function TagCards({ run }: { run: Run }) {
  const tags = Object.entries(run.tags).sort(([a], [b]) => a.localeCompare(b));
  const own = tags.filter(([key]) => key.startsWith('mlflow.') && !elsewhere.test(key));
  const given = tags.filter(([key]) => !key.startsWith('mlflow.'));
  return (
    <>
      {given.length > 0 && <KeyValues title="Tags" entries={given} />}
      {own.length > 0 && <KeyValues title="Tags of MLflow" entries={own} />}
    </>
  );
}
