import { useEffect, useState } from 'preact/hooks';
import { artifactText, artifactUrl } from '../api/client.ts';
import { ConfusionMatrix } from '../matrix/ConfusionMatrix.tsx';
import { isMatrixFile, parseMatrix } from '../matrix/matrix.ts';
import { Markdown } from '../components/Markdown.tsx';
import { formatBytes } from '../shared/format.ts';

/** What is read of a text. */
const mostBytes = 512 * 1024;
const mostTableRows = 200;

const images = /\.(svg|png|jpe?g|webp|gif|avif|bmp)$/i;
const pages = /\.html?$/i;
const texts = /\.(txt|md|markdown|log|json|jsonl|csv|tsv|ya?ml|xml|toml|ini|cfg|py|cs|js|ts|sh|sql|env)$|(^|\/)(MLmodel|LICENSE|README|Dockerfile|requirements)$/i;

/** What an artifact holds, where a browser can show it safely, and a link to download it. */
export function ArtifactPreview({ runId, path }: { runId: string; path: string }) {
  const address = artifactUrl(runId, path);
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    <section class="preview" aria-label={path}>
      <div class="card-head"><h2 class="mono">{path}</h2><a class="button" href={address} download={name}>Download</a></div>
      {images.test(path) ? <a href={address} download={name}><img src={address} alt={path} /></a>
        // A frame without scripts and without this page's origin; the server sends it with a policy that says the same.
        : pages.test(path) ? <iframe src={address} sandbox="" title={path} />
          : texts.test(path) ? <TextPreview key={address} runId={runId} path={path} />
            : <p class="quiet">There is no preview of such a file.</p>}
    </section>
  );
}

function TextPreview({ runId, path }: { runId: string; path: string }) {
  const [found, setFound] = useState<{ text: string; complete: boolean } | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const controller = new AbortController();
    artifactText(runId, path, mostBytes, controller.signal)
      .then(setFound, (error: Error) => { if (!controller.signal.aborted) setProblem(error.message); });
    return () => controller.abort();
  }, [runId, path]);
  if (problem) return <p class="error" role="alert">{problem}</p>;
  if (!found) return <p class="quiet">Loading…</p>;
  return (
    <>
      {!found.complete && <p class="quiet">The first {formatBytes(mostBytes)}; download it to see all.</p>}
      <Text path={path} text={found.text} />
    </>
  );
}

function Text({ path, text }: { path: string; text: string }) {
  if (/\.(md|markdown)$/i.test(path)) return <Markdown text={text} />;
  const matrix = isMatrixFile(path) ? parseMatrix(text) : null;
  if (matrix) return <div class="scroll" tabIndex={0} role="group" aria-label="Confusion matrix"><ConfusionMatrix title={path} matrix={matrix} asShare={false} /></div>;
  if (/\.[ct]sv$/i.test(path)) return <TableText text={text} separator={/\.tsv$/i.test(path) ? '\t' : ','} />;
  return <pre tabIndex={0} aria-label={path}>{/\.json$/i.test(path) ? indented(text) : text}</pre>;
}

// Part of a file, or a file with NaN in it, is no JSON; it is shown as it is.
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function TableText({ text, separator }: { text: string; separator: string }) {
  const lines = text.split(/\r?\n/).filter(line => line !== '');
  const [head = [], ...rows] = lines.slice(0, mostTableRows + 1).map(line => cells(line, separator));
  const isNumber = head.map((_, i) => rows.every(row => row[i] === undefined || !Number.isNaN(Number(row[i]))));
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead><tr>{head.map((cell, i) => <th key={i} scope="col" class={isNumber[i] ? 'number' : ''}>{cell}</th>)}</tr></thead>
        <tbody>{rows.map((row, i) => <tr key={i}>{row.map((cell, j) => <td key={j} class={isNumber[j] ? 'number' : ''}>{cell}</td>)}</tr>)}</tbody>
      </table>
      {lines.length > mostTableRows + 1 && <p class="quiet">The first {mostTableRows} of {lines.length - 1} lines.</p>}
    </div>
  );
}

/** The cells of a line; a quoted one may hold the separator, and a quote doubled (RFC 4180, but no line breaks). */
function cells(line: string, separator: string): string[] {
  const found: string[] = [];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}]*))(${separator}|$)`, 'y');
  for (let match = cell.exec(line); match; match = cell.exec(line)) {
    found.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : match[2] ?? '');
    if (match[3] === '') break;
  }
  return found;
}
