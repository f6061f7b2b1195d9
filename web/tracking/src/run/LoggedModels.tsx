import { useEffect, useState } from 'preact/hooks';
import { type ArtifactFile, type LoggedModel, type Run, loggedModels, modelFileUrl, modelFiles } from '../api/client.ts';
import { Breakable } from '../components/Breakable.tsx';
import { formatBytes, formatMetric, formatTime } from '../shared/format.ts';

/** More than so many would make the row a page of its own. */
const mostMetrics = 4;

/** The models that a run logged, with what was measured of them and their files. */
export function LoggedModels({ run }: { run: Run }) {
  const [models, setModels] = useState<LoggedModel[]>([]);
  useEffect(() => {
    const controller = new AbortController();
    // Most runs have none; what is wrong with the server is said by the page's other parts.
    loggedModels(run, controller.signal).then(setModels, () => {});
    return () => controller.abort();
  }, [run.id, run.status]);
  if (models.length === 0) return null;
  return (
    <section class="card values" aria-label="Logged models">
      <div class="card-head"><h2>Logged models <span class="quiet">{models.length}</span></h2></div>
      <div class="values-body" tabIndex={0} role="group" aria-label="Logged models, values">
        <table>
          <thead><tr><th scope="col">Model</th><th scope="col">Status</th><th scope="col">Metrics</th><th scope="col">Files</th></tr></thead>
          <tbody>
            {models.map(model => (
              <tr key={model.id}>
                <th scope="row" title={`${model.id}, ${formatTime(model.created)}`}>{model.name}{model.type && <span class="quiet"> ({model.type})</span>}</th>
                <td class="whole">{model.status.toLowerCase().replaceAll('_', ' ')}</td>
                <td><Measured model={model} /></td>
                <td><ModelFiles model={model} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What was measured of a model; of many metrics, when asked for. */
function Measured({ model: { name, metrics } }: { model: LoggedModel }) {
  const [isOpen, setOpen] = useState(false);
  const list = metrics.map(({ key, value, dataset }) => (
    <div key={`${key} ${dataset}`}><Breakable text={key} />{dataset && <span class="quiet"> on {dataset}</span>}: <span class="whole">{formatMetric(key, value)}</span></div>
  ));
  if (metrics.length <= mostMetrics) return <>{list}</>;
  return (
    <>
      <button type="button" class="bare" aria-expanded={isOpen} aria-label={`Metrics of ${name}`} onClick={() => setOpen(!isOpen)}>
        <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {metrics.length} metrics
      </button>
      {isOpen && list}
    </>
  );
}

function ModelFiles({ model }: { model: LoggedModel }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="bare" aria-expanded={isOpen} aria-label={`Files of ${model.name}`} onClick={() => setOpen(!isOpen)}>
        <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> files
      </button>
      {isOpen && <Folder modelId={model.id} path="" />}
    </>
  );
}

function Folder({ modelId, path }: { modelId: string; path: string }) {
  const [files, setFiles] = useState<ArtifactFile[] | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const controller = new AbortController();
    modelFiles(modelId, path, controller.signal)
      .then(setFiles, (error: Error) => { if (!controller.signal.aborted) setProblem(error.message); });
    return () => controller.abort();
  }, [modelId, path]);
  if (problem) return <p class="error" role="alert">{problem}</p>;
  if (!files) return <p class="quiet">Loading…</p>;
  if (files.length === 0) return <p class="quiet">None.</p>;
  return (
    <ul class="tree">
      {files.map(file => (
        <li key={file.path}>
          {file.isFolder
            ? <>{file.path.slice(file.path.lastIndexOf('/') + 1)}/<Folder modelId={modelId} path={file.path} /></>
            : (
              <a href={modelFileUrl(modelId, file.path)} download={file.path.slice(file.path.lastIndexOf('/') + 1)}>
                {file.path.slice(file.path.lastIndexOf('/') + 1)}
                {file.size !== null && <span class="quiet"> {formatBytes(file.size)}</span>}
              </a>
            )}
        </li>
      ))}
    </ul>
  );
}
