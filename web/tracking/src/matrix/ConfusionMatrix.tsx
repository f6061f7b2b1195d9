import { type Matrix, shares } from './matrix.ts';

interface Props {
  readonly title: string;
  readonly matrix: Matrix;
  /** Cells as percent of their row, or as counts. */
  readonly asShare: boolean;
  /** Whether it is a difference, whose cells have a sign. */
  readonly isDifference?: boolean;
}

const mostNumbered = 20;
const cell = 10;

/** A confusion matrix as a table; with many classes as a picture. Right ones in one colour, wrong ones in another, stronger for a larger share of the row. */
export function ConfusionMatrix({ title, matrix, asShare, isDifference = false }: Props) {
  const strength = isDifference ? matrix.counts.map(row => row.map(Math.abs)) : shares(matrix).counts;
  const most = isDifference ? Math.max(...strength.flat(), 1e-9) : 1;
  const cells = asShare && !isDifference ? shares(matrix).counts : matrix.counts;
  // More on the diagonal is good; elsewhere it is bad.
  const kind = (r: number, c: number, value: number): string => (isDifference ? ((r === c) === value > 0 ? 'hit' : 'miss') : r === c ? 'hit' : 'miss');
  if (matrix.classes.length > mostNumbered) {
    const side = cell * matrix.classes.length;
    return (
      <svg class="matrix-picture" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={`${title}: ${matrix.classes.length} classes, rows are the true ones`}>
        {cells.flatMap((row, r) => row.map((value, c) => (value === 0 ? null : (
          <rect key={`${r} ${c}`} class={kind(r, c, value)} x={c * cell} y={r * cell} width={cell} height={cell} fill-opacity={0.15 + (0.85 * strength[r]![c]!) / most}>
            <title>{matrix.classes[r]} taken for {matrix.classes[c]}: {write(value, asShare, isDifference)}</title>
          </rect>
        ))))}
      </svg>
    );
  }
  return (
    <table class="matrix">
      <caption class="unseen">{title}: rows are the true classes, columns the predicted ones</caption>
      <thead><tr><th scope="col"><span class="quiet">true ╲ predicted</span></th>{matrix.classes.map(name => <th key={name} scope="col" title={name}><span>{name}</span></th>)}</tr></thead>
      <tbody>
        {cells.map((row, r) => (
          <tr key={matrix.classes[r]}>
            <th scope="row" title={matrix.classes[r]}><span>{matrix.classes[r]}</span></th>
            {row.map((value, c) => (
              <td key={c} class={value === 0 ? 'none' : kind(r, c, value)} style={value === 0 ? {} : { '--share': `${Math.round(8 + (40 * strength[r]![c]!) / most)}%` }}>
                {write(value, asShare, isDifference)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function write(value: number, asShare: boolean, isDifference: boolean): string {
  if (value === 0) return '·';
  const text = asShare ? (100 * Math.abs(value)).toFixed(Math.abs(value) < 0.0995 ? 1 : 0) : String(Math.abs(value));
  return value < 0 ? `−${text}` : isDifference ? `+${text}` : text;
}
