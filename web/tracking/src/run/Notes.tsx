import { useState } from 'preact/hooks';
import { setTag } from '../api/client.ts';
import { Markdown } from '../components/Markdown.tsx';

/** MLflow's tag for notes. */
export const noteTag = 'mlflow.note.content';

/** What people wrote about a run, in Markdown; it can be changed here. */
export function Notes({ runId, text, saved }: { runId: string; text: string; saved: () => void }) {
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState('');
  const [isSaving, setSaving] = useState(false);
  // Until the next answer of the server, what was saved is shown.
  const [own, setOwn] = useState<{ before: string; text: string } | null>(null);
  const shown = own !== null && own.before === text ? own.text : text;

  const save = async (): Promise<void> => {
    setSaving(true);
    setProblem('');
    try {
      await setTag(runId, noteTag, draft!);
      setOwn({ before: text, text: draft! });
      setDraft(null);
      saved();
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      setSaving(false);
    }
  };
  return (
    <section class="card notes" aria-label="Notes">
      <div class="card-head">
        <h2>Notes</h2>
        {draft === null && <button type="button" onClick={() => setDraft(shown)}>{shown === '' ? 'Write' : 'Edit'}</button>}
      </div>
      {draft === null
        ? shown === '' ? <p class="quiet">None yet. You can use Markdown.</p> : <Markdown text={shown} />
        : (
          <form onSubmit={event => { event.preventDefault(); void save(); }}>
            <textarea
              aria-label="Notes in Markdown" rows={10} value={draft} onInput={event => setDraft(event.currentTarget.value)}
              onKeyDown={event => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save(); }}
            />
            {problem && <p class="error" role="alert">{problem}</p>}
            <div class="buttons">
              <button type="submit" class="main" disabled={isSaving}>Save</button>
              <button type="button" onClick={() => setDraft(null)}>Cancel</button>
            </div>
          </form>
        )}
    </section>
  );
}
