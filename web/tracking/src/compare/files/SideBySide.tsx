import { useEffect, useMemo, useState } from 'preact/hooks';
import { type ArtifactFile, type Run, allArtifacts, artifactText, artifactUrl } from '../../api/client.ts';
import { useUrlChoice, useUrlState } from '../../shared/router.ts';
import { ConfusionMatrix } from '../../matrix/ConfusionMatrix.tsx';
import { Swatch } from '../../charts/Swatch.tsx';
import { type Line, linesOf } from '../runs/lines.ts';
import { naturally } from '../fields/columns.ts';
import { Choice, Many } from '../controls/controls.tsx';
import { type Matrix, difference, isMatrixFile, parseMatrix, shares } from '../../matrix/matrix.ts';
import { inParallel } from '../runs/pool.ts';

const mostRuns = 24;
const atATime = 4;
const mostBytes = 4_000_000;
const isImage = (path: string): boolean => /\.(png|jpe?g|webp|gif|svg)$/i.test(path);
// The matrices stand above as numbers already.
const isMatrixImage = (path: string): boolean => /confusion[_-]?matrix[^/]*\.(svg|png)$/i.test(path);

interface Files {
  readonly files: ReadonlyMap<string, readonly ArtifactFile[]>;
  readonly matrices: ReadonlyMap<string, Matrix>;
  readonly complete: boolean;
}

/** The runs' confusion matrices and images next to each other. */
export function SideBySide({ runs: all }: { runs: readonly Run[] }) {
  const runs = all.slice(0, mostRuns);
  const { files, matrices, complete } = useFiles(runs);
  const lines = useMemo(() => linesOf(runs, ''), [all]);
  const paths = useMemo(() => imagePaths(files), [files]);
  const standard = useMemo(() => firstImages(paths, files, matrices), [paths, files, matrices]);
  const [images, setImages] = useUrlState('images', standard);
  return (
    <>
      {all.length > mostRuns && <p class="quiet">Of {all.length} runs the first {mostRuns}.</p>}
      <Matrices lines={lines} matrices={matrices} />
      {paths.length > 0 && (
        <>
          <div class="controls"><Many label="Images" value={images} groups={[{ label: 'Same path in the runs', ids: paths }]} nameOf={path => path} onChange={setImages} /></div>
          {images.map(path => <Images key={path} path={path} lines={lines.filter(line => files.get(line.id)?.some(file => file.path === path))} />)}
        </>
      )}
      {!complete && <p class="quiet" aria-busy="true">Loading …</p>}
      {complete && matrices.size === 0 && paths.length === 0 && <p class="quiet">No run has an image or a confusion matrix among its artifacts.</p>}
    </>
  );
}

function Matrices({ lines, matrices }: { lines: readonly Line[]; matrices: ReadonlyMap<string, Matrix> }) {
  const [cells, setCells] = useUrlChoice('cells', 'count', ['count', 'share']);
  const [against, setAgainst] = useUrlState<string>('against', '');
  const having = lines.filter(line => matrices.has(line.id));
  if (having.length === 0) return null;
  const asShare = cells === 'share';
  const base = matrices.get(against);
  const shown = (line: Line): { matrix: Matrix; isDifference: boolean } | null => {
    const own = matrices.get(line.id)!;
    if (!base || line.id === against) return { matrix: own, isDifference: false };
    const found = asShare ? difference(shares(own), shares(base)) : difference(own, base);
    return found && { matrix: found, isDifference: true };
  };
  return (
    <section>
      <div class="controls">
        <h3>Confusion matrices</h3>
        <Choice label="Cells" value={cells} choices={{ count: 'counts', share: 'percent of the row' }} onChange={setCells} />
        <Choice label="Difference to" value={base ? against : ''} choices={{ '': 'none', ...Object.fromEntries(having.map(line => [line.id, line.label])) }} onChange={setAgainst} />
      </div>
      <div class="side-by-side">
        {having.map(line => {
          const found = shown(line);
          return (
            <figure key={line.id} class="card">
              <figcaption>
                <Swatch style={line.style} /> <a href={`#/runs/${line.id}`}>{line.label}</a>
                {found?.isDifference && <span class="quiet"> minus {lines.find(other => other.id === against)?.label}</span>}
              </figcaption>
              {!found && <p class="quiet">It has other classes.</p>}
              {found && (
                <div class="scroll" tabIndex={0} role="region" aria-label={`Confusion matrix of ${line.label}`}>
                  <ConfusionMatrix title={line.label} {...found} asShare={asShare} />
                </div>
              )}
            </figure>
          );
        })}
      </div>
    </section>
  );
}

function Images({ path, lines }: { path: string; lines: readonly Line[] }) {
  return (
    <section>
      <h3>{path}</h3>
      <div class="side-by-side">
        {lines.map(line => (
          <figure key={line.id} class="card">
            <figcaption><Swatch style={line.style} /> <a href={`#/runs/${line.id}`}>{line.label}</a></figcaption>
            <a href={artifactUrl(line.id, path)}><img src={artifactUrl(line.id, path)} alt={`${path} of ${line.label}`} loading="lazy" /></a>
          </figure>
        ))}
      </div>
    </section>
  );
}

/** What the runs have, as it arrives; asked for again when a run has ended. */
function useFiles(runs: readonly Run[]): Files {
  const [found, setFound] = useState<Files>({ files: new Map(), matrices: new Map(), complete: false });
  useEffect(() => {
    const controller = new AbortController();
    const [files, matrices] = [new Map<string, readonly ArtifactFile[]>(), new Map<string, Matrix>()];
    const show = (complete: boolean): void => {
      if (!controller.signal.aborted) setFound({ files: new Map(files), matrices: new Map(matrices), complete });
    };
    inParallel(runs, atATime, async run => {
      // A run whose files cannot be listed, as where they lie on another server, is like one without.
      const own = await allArtifacts(run.id, controller.signal).catch(() => []);
      files.set(run.id, own);
      const file = own.find(({ path }) => isMatrixFile(path));
      const matrix = file && await artifactText(run.id, file.path, mostBytes, controller.signal).then(({ text }) => parseMatrix(text), () => null);
      if (matrix) matrices.set(run.id, matrix);
    }).then(() => show(true), () => show(true));
    return () => controller.abort();
  }, [runs.map(run => `${run.id} ${run.status}`).join()]);
  return found;
}

const imagePaths = (files: Files['files']): string[] =>
  [...new Set([...files.values()].flatMap(own => own.map(file => file.path).filter(isImage)))].sort(naturally);

// Of what most runs have, the first few; a matrix as an image only where there is none in numbers.
function firstImages(paths: readonly string[], files: Files['files'], matrices: Files['matrices']): string[] {
  const runs = (path: string): number => [...files.values()].filter(own => own.some(file => file.path === path)).length;
  const telling = paths.filter(path => !(isMatrixImage(path) && matrices.size > 0) && !/(^|\/)curves\.svg$/.test(path));
  const most = Math.max(0, ...telling.map(runs));
  return telling.filter(path => runs(path) === most).slice(0, 3);
}
