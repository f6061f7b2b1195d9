import { useState } from 'preact/hooks';
import type { ArtifactFile, Run } from '../api/client.ts';
import { useUrlState } from '../shared/router.ts';
import { ArtifactPreview } from './ArtifactPreview.tsx';
import { ArtifactTree } from './ArtifactTree.tsx';

/** What one wants to see first, when nobody chose. */
const firstWanted = [/(^|\/)report\.html$/, /confusion_matrix\.(svg|png)$/, /\.(svg|png|jpe?g|webp)$/, /\.(html?|md|json|txt|csv)$/];

/** The files of a run beside what the chosen one holds. */
export function Artifacts({ run }: { run: Run }) {
  const [chosen, choose] = useUrlState('file', '');
  const [suggested, suggest] = useState('');
  const onLoaded = (files: ArtifactFile[]): void => {
    const paths = files.filter(file => !file.isFolder).map(file => file.path);
    suggest(firstWanted.map(wanted => paths.find(path => wanted.test(path))).find(path => path !== undefined) ?? paths[0] ?? '');
  };
  const shown = chosen || suggested;
  return (
    <div class="artifacts">
      <section class="card" aria-label="Files">
        <h2>Files</h2>
        {/* A run that ends has its last files then. */}
        <ArtifactTree runId={run.id} version={run.status} chosen={shown} choose={choose} loaded={onLoaded} />
      </section>
      {shown && <div class="card"><ArtifactPreview runId={run.id} path={shown} /></div>}
    </div>
  );
}
