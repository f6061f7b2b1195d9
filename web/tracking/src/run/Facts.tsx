import type { Run } from '../api/client.ts';
import { formatDuration, formatMetric, formatTime } from '../shared/format.ts';
import { lastStep } from '../runs/columns.ts';

/** When a run was, how long it took, and whose it is. */
export function When({ run }: { run: Run }) {
  const isOver = run.end !== null;
  return (
    <p class="quiet when">
      Started {formatTime(run.start)}
      {(isOver || run.status === 'RUNNING') && `, ${isOver ? 'took' : 'running for'} ${formatDuration((run.end ?? Date.now()) - run.start)}`}
      {run.user && `, by ${run.user}`}
    </p>
  );
}

/** The numbers that one looks for first. */
export function Facts({ run }: { run: Run }) {
  const value = (key: string): number | undefined => run.metrics[key]?.value;
  const facts: [string, string, string?][] = [];
  const add = (label: string, key: string, note?: string): void => {
    const found = value(key);
    if (found !== undefined) facts.push([label, formatMetric(key, found), note]);
  };
  // Of a retrain it is the mean over the runs of its best experiment; one of them may be better.
  if (value('best_val_accuracy') !== undefined) add(value('finished_runs') === undefined ? 'Best val. accuracy' : 'Best mean val. accuracy', 'best_val_accuracy');
  else add('Val. accuracy', 'val_accuracy');
  const [low, high] = [value('val_accuracy_ci_low'), value('val_accuracy_ci_high')];
  if (low !== undefined && high !== undefined) facts.push(['95 % interval', `${(100 * low).toFixed(1)} – ${formatMetric('accuracy', high)}`]);
  const gap = value('generalization_gap');
  if (gap !== undefined) facts.push(['Gap train – val.', `${(100 * gap).toFixed(1).replace('-', '−')} points`]);
  add('Val. loss', 'val_loss');
  add('Macro F1', 'macro_f1');
  add('AUC', 'auc');
  add('Calibration error', 'ece');
  const step = lastStep(run);
  if (value('best_epoch') !== undefined) add('Best epoch', 'best_epoch', step === undefined ? undefined : `of ${step}`);
  else if (step && facts.length > 0) facts.push(['Last step', String(step)]);
  if (facts.length === 0) return null;
  return (
    <dl class="facts">
      {facts.map(([label, text, note]) => <div key={label}><dt>{label}</dt><dd>{text}{note && <small> {note}</small>}</dd></div>)}
    </dl>
  );
}
