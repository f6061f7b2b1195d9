import { useEffect, useState } from 'preact/hooks';
import { type ArtifactFile, listArtifacts } from '../api/client.ts';
import { formatBytes } from '../shared/format.ts';

interface Props {
  runId: string;
  /** Changes when the run has something new. */
  version: string;
  chosen: string;
  choose: (path: string) => void;
  /** Told what is at the top, when it has come. */
  loaded?: (files: ArtifactFile[]) => void;
  path?: string;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The files of a run; a folder is loaded when it is opened. */
export function ArtifactTree({ runId, version, chosen, choose, loaded, path = '' }: Props) {
  const [files, setFiles] = useState<ArtifactFile[] | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const controller = new AbortController();
    listArtifacts(runId, path, controller.signal).then(
      found => {
        setFiles(found);
        setProblem('');
        loaded?.(found);
      },
      (error: Error) => { if (!controller.signal.aborted) setProblem(error.message); });
    return () => controller.abort();
  }, [runId, path, version]);
  if (problem) return <p class="error" role="alert">{problem}</p>;
  if (!files) return <p class="quiet">Loading…</p>;
  if (files.length === 0) return <p class="quiet">{path === '' ? 'None yet.' : 'Empty.'}</p>;
  return (
    <ul class="tree">
      {files.map(file => (
        <li key={file.path}>
          {file.isFolder
            ? <Folder file={file} runId={runId} version={version} chosen={chosen} choose={choose} />
            : (
              <button type="button" class="bare file" aria-current={file.path === chosen ? 'true' : undefined} onClick={() => choose(file.path)}>
                <span>{nameOf(file.path)}</span>{file.size !== null && <span class="quiet">{formatBytes(file.size)}</span>}
              </button>
            )}
        </li>
      ))}
    </ul>
  );
}

function Folder({ file, ...rest }: Omit<Props, 'path' | 'loaded'> & { file: ArtifactFile }) {
  const [isOpen, setOpen] = useState(rest.chosen.startsWith(`${file.path}/`));
  return (
    <>
      <button type="button" class="bare file" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span><span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {nameOf(file.path)}/</span>
      </button>
      {isOpen && <ArtifactTree {...rest} path={file.path} />}
    </>
  );
}
