import { useState } from 'preact/hooks';
import { Dialog } from './Dialog.tsx';
import { useShortcuts } from './useShortcuts.ts';

const keys: [string, string][] = [
  ['/', 'filter the runs or traces'],
  ['↑ ↓, Page Up, Page Down, Home, End', 'move between runs (click one first, or Tab to the table)'],
  ['Space', 'select the run; with Shift, all runs from the last selected one'],
  ['→ ←', 'unfold or fold the run or the group'],
  ['Enter', 'open the run'],
  ['c', 'compare the selected runs'],
  ['Escape', 'clear the selection; close what is open'],
  ['?', 'show this help'],
];

const filters: [string, string][] = [
  ['resnet', 'runs with this in their names'],
  ['metrics.val_accuracy > 0.9', 'the last value of a metric'],
  ["params.`model.architecture` = 'resnet18'", 'a parameter; a name with dots stands in backticks'],
  ["tags.fold IN ('0', '1')", 'a tag'],
  ["status = 'RUNNING' AND run_name LIKE 'res%'", 'attributes: status, run_name, run_id, user_id, start_time, end_time'],
  ["params.optimizer IS NOT NULL", 'whether it has one'],
];

/** Shows the keys and the grammar of filters; `?` opens it. */
export function Help() {
  const [isOpen, setOpen] = useState(false);
  useShortcuts({ '?': () => setOpen(true) });
  return (
    <>
      <button type="button" class="bare help" aria-label="Help" title="Help (?)" onClick={() => setOpen(true)}>?</button>
      {isOpen && (
        <Dialog title="Keys and filters" close={() => setOpen(false)}>
          <table class="help-keys"><tbody>{keys.map(([key, what]) => <tr key={key}><th scope="row"><kbd>{key}</kbd></th><td>{what}</td></tr>)}</tbody></table>
          <h3>Filters are written as for MLflow</h3>
          <table class="help-keys"><tbody>{filters.map(([text, what]) => <tr key={text}><th scope="row"><code>{text}</code></th><td>{what}</td></tr>)}</tbody></table>
          <p class="quiet">Comparisons: = != &lt; &lt;= &gt; &gt;= LIKE ILIKE IN, NOT IN, IS NULL, IS NOT NULL; joined with AND.</p>
          <div class="buttons"><button type="button" class="main" onClick={() => setOpen(false)}>Close</button></div>
        </Dialog>
      )}
    </>
  );
}
