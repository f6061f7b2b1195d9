import { useState } from 'preact/hooks';
import { type Model, type Run, type Version, deleteAlias, setAlias } from '../api/client.ts';
import { Dialog } from '../components/Dialog.tsx';
import { formatMetric, formatTime } from '../shared/format.ts';
import { judged } from '../shared/metrics.ts';

export interface AliasMove {
  /** Empty when the name is asked for. */
  alias: string;
  from: Version | undefined;
  /** Undefined removes the alias. */
  to: Version | undefined;
}

interface Props {
  model: Model;
  move: AliasMove;
  runs: ReadonlyMap<string, Run>;
  close: () => void;
  done: () => void;
}

/** Asks before an alias moves, and says what that changes. */
export function AliasDialog({ model, move, runs, close, done }: Props) {
  const { from, to } = move;
  const [name, setName] = useState(move.alias);
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const alias = move.alias || name.trim();
  const isBack = from !== undefined && to !== undefined && Number(to.version) < Number(from.version);
  const title = to === undefined ? `Remove the alias ${alias}?`
    : move.alias === '' ? `New alias for version ${to.version}`
      : `${isBack ? 'Roll back' : 'Promote'}: make version ${to.version} the ${alias}?`;
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setProblem('');
    try {
      if (to === undefined) await deleteAlias(model.name, alias);
      else await setAlias(model.name, alias, to.version);
      done();
      close();
    } catch (error) {
      setProblem((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} close={close}>
      <form onSubmit={event => { event.preventDefault(); void confirm(); }}>
        {move.alias === '' && <label class="field">Alias <input value={name} required maxLength={255} onInput={event => setName(event.currentTarget.value)} /></label>}
        <dl class="sides">
          {from && <Side label="Now" version={from} run={from.runId ? runs.get(from.runId) : undefined} />}
          {to && <Side label={from ? 'Then' : 'Version'} version={to} run={to.runId ? runs.get(to.runId) : undefined} />}
        </dl>
        {to && from && <p class="quiet">From now on the {alias} is version {to.version}; the classifier checks every ten seconds. To undo this, move the alias back.</p>}
        {!to && <p class="quiet">From now on there is no {alias}.</p>}
        {problem && <p class="error" role="alert">{problem}</p>}
        <div class="buttons">
          <button type="submit" class="main" disabled={isBusy || alias === ''}>{to === undefined ? 'Remove' : isBack ? 'Roll back' : move.alias === '' ? 'Set' : 'Promote'}</button>
          <button type="button" onClick={close}>Cancel</button>
        </div>
      </form>
    </Dialog>
  );
}

function Side({ label, version, run }: { label: string; version: Version; run: Run | undefined }) {
  const key = judged.find(name => run && name in run.metrics);
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <strong>version {version.version}</strong>
        {run && <div>{run.name}</div>}
        {run && key && <div>{key} {formatMetric(key, run.metrics[key]!.value)}</div>}
        <div class="quiet">{formatTime(version.created)}</div>
      </dd>
    </div>
  );
}
