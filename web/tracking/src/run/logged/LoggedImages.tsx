import { useEffect, useMemo, useState } from 'preact/hooks';
import { artifactUrl, listArtifacts } from '../../api/client.ts';
import { formatTime } from '../../shared/format.ts';
import { useUrlState } from '../../shared/router.ts';
import { type LoggedImage, parseImages } from './images.ts';

const mostPerKey = 200;

/** The pictures that a run logged while it trained: those of a key in a row, by step, or of one step only. */
export function LoggedImages({ runId, version }: { runId: string; version: string }) {
  const [images, setImages] = useState<LoggedImage[] | null>(null);
  const [problem, setProblem] = useState('');
  const [chosen, choose] = useUrlState('step', '');
  useEffect(() => {
    const controller = new AbortController();
    listArtifacts(runId, 'images', controller.signal).then(
      files => setImages(parseImages(files.filter(file => !file.isFolder).map(file => file.path))),
      (error: Error) => { if (!controller.signal.aborted) setProblem(error.message); });
    return () => controller.abort();
  }, [runId, version]);
  const steps = useMemo(() => [...new Set((images ?? []).map(({ step }) => step))].sort((a, b) => a - b), [images]);
  const keys = useMemo(() => [...new Set((images ?? []).map(({ key }) => key))], [images]);
  if (problem) return <p class="error" role="alert">{problem}</p>;
  if (!images) return <p class="quiet">Loading…</p>;
  if (images.length === 0) return <p class="quiet">None yet.</p>;
  const at = chosen === '' ? -1 : steps.indexOf(Number(chosen));
  const shown = at < 0 ? images : images.filter(({ step }) => step === steps[at]);
  return (
    <>
      {steps.length > 1 && (
        <div class="tools steps">
          <button type="button" aria-pressed={at < 0} onClick={() => choose('')}>All steps</button>
          <label>
            Step{' '}
            <input
              type="range" min={0} max={steps.length - 1} value={at < 0 ? steps.length - 1 : at}
              aria-valuetext={at < 0 ? 'all steps' : `step ${steps[at]}`} onInput={event => choose(String(steps[Number(event.currentTarget.value)]))}
            />
          </label>
          <span class="quiet" role="status">{at < 0 ? `${steps.length} steps` : `step ${steps[at]}`}</span>
        </div>
      )}
      {keys.map(key => <Pictures key={key} runId={runId} name={key} images={shown.filter(image => image.key === key)} />)}
    </>
  );
}

/** What is smaller than its place is shown pixel by pixel, as a digit of 28 × 28; a photo is not. */
function showPixels({ currentTarget: image }: { currentTarget: HTMLImageElement }): void {
  image.classList.toggle('tiny', image.naturalWidth < image.clientWidth && image.naturalHeight < image.clientHeight);
}

function Pictures({ runId, name, images }: { runId: string; name: string; images: readonly LoggedImage[] }) {
  return (
    <section class="card logged-images" aria-label={name}>
      <div class="card-head"><h2>{name} <span class="quiet">{images.length}</span></h2></div>
      {images.length === 0 && <p class="quiet">None of this step.</p>}
      <ul>
        {images.slice(0, mostPerKey).map(({ step, time, path, preview }) => (
          <li key={path} title={formatTime(time)}>
            <a href={artifactUrl(runId, path)} download={path.slice(path.lastIndexOf('/') + 1)}>
              <img src={artifactUrl(runId, preview)} alt={`${name}, step ${step}`} loading="lazy" onLoad={showPixels} />
            </a>
            <span class="quiet" aria-hidden="true">step {step}</span>
          </li>
        ))}
      </ul>
      {images.length > mostPerKey && <p class="quiet">The first {mostPerKey} of {images.length.toLocaleString('en-US')}.</p>}
    </section>
  );
}
