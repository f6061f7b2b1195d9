import { useEffect, useState } from 'preact/hooks';
import { type Run, artifactText, listArtifacts } from '../api/client.ts';
import { ConfusionMatrix } from '../matrix/ConfusionMatrix.tsx';
import { type Matrix, isMatrixFile, parseMatrix } from '../matrix/matrix.ts';
import { useUrlState } from '../shared/router.ts';

/** A matrix of a thousand classes is some megabytes. */
const mostBytes = 8e6;

async function load(runId: string, signal: AbortSignal): Promise<Matrix | null> {
  const file = (await listArtifacts(runId, '', signal)).find(({ path }) => isMatrixFile(path));
  return file ? parseMatrix((await artifactText(runId, file.path, mostBytes, signal)).text) : null;
}

/** Which classes a run's model takes for which, where the run logged that. */
export function MatrixCard({ run }: { run: Run }) {
  const [matrix, setMatrix] = useState<Matrix | null>(null);
  const [asShare, setShare] = useUrlState('share', true);
  useEffect(() => {
    const controller = new AbortController();
    // It is one of several views of the artifacts; what is wrong with them is said in their own tab.
    load(run.id, controller.signal).then(setMatrix, () => {});
    return () => controller.abort();
  }, [run.id, run.status]);
  if (!matrix) return null;
  return (
    <section class="card matrix-card" aria-label="Confusion matrix">
      <div class="card-head">
        <h2>Confusion matrix</h2>
        <button type="button" aria-pressed={asShare} onClick={() => setShare(!asShare)}>Percent of the true class</button>
      </div>
      <div class="scroll" tabIndex={0} role="group" aria-label="Confusion matrix, values"><ConfusionMatrix title={run.name} matrix={matrix} asShare={asShare} /></div>
    </section>
  );
}
