// Tables as MLflow's log_table writes them: a JSON file with columns and rows, named in the tag mlflow.loggedArtifacts.

export interface LoggedTable {
  columns: string[];
  rows: unknown[][];
}

/** The paths of the tables that a tag names. The tag can say anything. */
export function tablePaths(tag: string | undefined): string[] {
  const named = parse(tag ?? '');
  if (!Array.isArray(named)) return [];
  const paths = named.filter(entry => entry?.type === 'table' && typeof entry.path === 'string').map(entry => String(entry.path));
  return [...new Set(paths)];
}

/** Null when the text is no such table. */
export function parseTable(text: string): LoggedTable | null {
  const { columns, data } = (parse(text) ?? {}) as { columns?: unknown; data?: unknown };
  if (!Array.isArray(columns) || !Array.isArray(data) || !data.every(row => Array.isArray(row))) return null;
  return { columns: columns.map(String), rows: data as unknown[][] };
}

/** The path of the picture that a cell stands for, a smaller copy where there is one; null when it is none. */
export function imageOf(cell: unknown): string | null {
  const { type, filepath, compressed_filepath: compressed } = (cell ?? {}) as Record<string, unknown>;
  if (type !== 'image') return null;
  return typeof compressed === 'string' ? compressed : typeof filepath === 'string' ? filepath : null;
}

export const cellText = (cell: unknown): string =>
  (cell === null || cell === undefined ? '' : typeof cell === 'object' ? JSON.stringify(cell) : String(cell));

// The clients of Python write NaN and Infinity, which are no JSON. They become null where they are values.
function parse(text: string): any {
  for (const written of [text, text.replace(/([[,:]\s*)(?:NaN|-?Infinity)(?=\s*[\],}])/g, '$1null')]) {
    try {
      return JSON.parse(written);
    } catch {
      // The next way of writing it, or none.
    }
  }
  return null;
}
