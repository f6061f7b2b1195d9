/** A confusion matrix as the worker logs it: a row for each true class, a column for each predicted one. */
export interface Matrix {
  readonly classes: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

export const isMatrixFile = (path: string): boolean => /confusion[_-]?matrix[^/]*\.json$/i.test(path);

/** Reads `{classes, counts}`, also under the names `labels` and `matrix`; null for anything else. */
export function parseMatrix(text: string): Matrix | null {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof found !== 'object' || found === null) return null;
  const { classes, labels, counts, matrix } = found as Record<string, unknown>;
  const rows = counts ?? matrix;
  const names = classes ?? labels;
  const isSquare = Array.isArray(rows) && rows.every(row => Array.isArray(row) && row.length === rows.length && row.every(count => typeof count === 'number'));
  if (!isSquare || rows.length === 0) return null;
  const named = Array.isArray(names) && names.length === rows.length ? names.map(String) : rows.map((_, i) => String(i));
  return { classes: named, counts: rows as number[][] };
}

/** Each row as shares of its sum, which make matrices of different test sets comparable; a row without photos is all zero. */
export const shares = ({ classes, counts }: Matrix): Matrix => ({
  classes, counts: counts.map(row => { const sum = row.reduce((all, count) => all + count, 0); return row.map(count => (sum > 0 ? count / sum : 0)); }),
});

/** What one has more than the other, class by class; null where the classes differ. */
export function difference(one: Matrix, other: Matrix): Matrix | null {
  if (one.classes.join('\n') !== other.classes.join('\n')) return null;
  return { classes: one.classes, counts: one.counts.map((row, r) => row.map((count, c) => count - other.counts[r]![c]!)) };
}
