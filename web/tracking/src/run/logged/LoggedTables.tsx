import { useEffect, useState } from 'preact/hooks';
import { artifactText, artifactUrl } from '../../api/client.ts';
import { type LoggedTable, cellText, imageOf, parseTable } from './tables.ts';

const mostBytes = 4e6;
const mostRows = 200;

/** The tables that a run logged, each under its path. */
export function LoggedTables({ runId, paths, version }: { runId: string; paths: readonly string[]; version: string }) {
  return <>{paths.map(path => <TableCard key={path} runId={runId} path={path} version={version} />)}</>;
}

function TableCard({ runId, path, version }: { runId: string; path: string; version: string }) {
  const [table, setTable] = useState<LoggedTable | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const controller = new AbortController();
    const show = ({ text, complete }: { text: string; complete: boolean }): void => {
      const found = complete ? parseTable(text) : null;
      setTable(found);
      setProblem(found ? '' : complete ? 'It is no table with columns and rows.' : 'It is too large to be shown here; download it to see it.');
    };
    artifactText(runId, path, mostBytes, controller.signal)
      .then(show, (error: Error) => { if (!controller.signal.aborted) setProblem(error.message); });
    return () => controller.abort();
  }, [runId, path, version]);
  const address = artifactUrl(runId, path);
  return (
    <section class="card logged-table" aria-label={path}>
      <div class="card-head">
        <h2 class="mono">{path} {table && <span class="quiet">{table.rows.length.toLocaleString('en-US')} {table.rows.length === 1 ? 'row' : 'rows'}</span>}</h2>
        <a class="button" href={address} download={path.slice(path.lastIndexOf('/') + 1)}>Download</a>
      </div>
      {problem ? <p class="quiet" role="status">{problem}</p> : !table ? <p class="quiet">Loading…</p> : <Grid runId={runId} path={path} table={table} />}
    </section>
  );
}

function Grid({ runId, path, table: { columns, rows } }: { runId: string; path: string; table: LoggedTable }) {
  const shown = rows.slice(0, mostRows);
  const numbers = columns.map((_, i) => shown.some(row => typeof row[i] === 'number') && shown.every(row => typeof row[i] === 'number' || row[i] === null));
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={`${path}, rows`}>
      <table>
        <thead><tr>{columns.map((column, i) => <th key={i} scope="col" class={numbers[i] ? 'number' : ''}>{column}</th>)}</tr></thead>
        <tbody>
          {shown.map((row, i) => (
            <tr key={i}>{columns.map((column, j) => <td key={j} class={numbers[j] ? 'number' : ''}><Cell runId={runId} column={column} cell={row[j]} /></td>)}</tr>
          ))}
        </tbody>
      </table>
      {rows.length > mostRows && <p class="quiet">The first {mostRows} of {rows.length.toLocaleString('en-US')} rows.</p>}
    </div>
  );
}

function Cell({ runId, column, cell }: { runId: string; column: string; cell: unknown }) {
  const image = imageOf(cell);
  return image === null ? <>{cellText(cell)}</> : <img src={artifactUrl(runId, image)} alt={column} loading="lazy" />;
}
