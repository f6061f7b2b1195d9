import type { Brush } from './brushes.ts';
import type { Column } from '../fields/columns.ts';
import { Bound } from '../controls/controls.tsx';
import { type FieldId, fieldLabel } from '../fields/fields.ts';
import { extent } from '../../charts/scales.ts';

interface Props {
  readonly ids: readonly FieldId[];
  readonly columns: readonly Column[];
  readonly brushes: readonly Brush[];
  readonly onBrush: (id: FieldId, brush: Brush | null) => void;
  readonly logAxes: readonly FieldId[];
  readonly onLogAxes: (ids: string[]) => void;
}

const mostCategories = 30;

/** The brushes as numbers and boxes: from, to, which of the categories. */
export function BrushInputs({ ids, columns, brushes, onBrush, logAxes, onLogAxes }: Props) {
  return (
    <details class="limits">
      <summary>Limits as numbers{brushes.length > 0 ? ` (${brushes.length})` : ''}</summary>
      <div class="limit-list">
        {ids.map((id, k) => {
          const brush = brushes.find(one => one.id === id);
          const column = columns[k]!;
          return (
            <fieldset key={id}>
              <legend>{fieldLabel(id)}</legend>
              {column.kind === 'number'
                ? <NumberLimits id={id} column={column} brush={brush?.kind === 'number' ? brush : undefined} onBrush={next => onBrush(id, next)}
                    isLog={logAxes.includes(id)} onLog={log => onLogAxes(log ? [...logAxes, id] : logAxes.filter(other => other !== id))} />
                : <CategoryLimits id={id} column={column} brush={brush?.kind === 'category' ? brush : undefined} onBrush={next => onBrush(id, next)} />}
            </fieldset>
          );
        })}
      </div>
    </details>
  );
}

interface NumberProps {
  readonly id: FieldId;
  readonly column: Column & { kind: 'number' };
  readonly brush: Extract<Brush, { kind: 'number' }> | undefined;
  readonly onBrush: (brush: Brush | null) => void;
  readonly isLog: boolean;
  readonly onLog: (log: boolean) => void;
}

function NumberLimits({ id, column, brush, onBrush, isLog, onLog }: NumberProps) {
  const [low, high] = extent(column.values) ?? [0, 0];
  const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);
  const set = (ends: { low?: number; high?: number }): void => {
    const next = { low: brush?.low ?? -Infinity, high: brush?.high ?? Infinity, ...ends };
    onBrush({ kind: 'number', id, low: Math.min(next.low, next.high), high: Math.max(next.low, next.high) });
  };
  return (
    <>
      <Bound label={`${fieldLabel(id)} from`} value={finite(brush?.low)} hint={hint(low)} onChange={value => set({ low: value ?? -Infinity })} />
      {' to '}
      <Bound label={`${fieldLabel(id)} to`} value={finite(brush?.high)} hint={hint(high)} onChange={value => set({ high: value ?? Infinity })} />
      {low > 0 && <label class="toggle"><input type="checkbox" checked={isLog} onChange={event => onLog(event.currentTarget.checked)} /> <span>log</span></label>}
    </>
  );
}

// As one would type it.
const hint = (value: number): string => String(Number(value.toPrecision(4)));

interface CategoryProps {
  readonly id: FieldId;
  readonly column: Column & { kind: 'category' };
  readonly brush: Extract<Brush, { kind: 'category' }> | undefined;
  readonly onBrush: (brush: Brush | null) => void;
}

function CategoryLimits({ id, column, brush, onBrush }: CategoryProps) {
  const toggle = (category: string): void => {
    const chosen = brush?.values ?? [];
    const values = chosen.includes(category) ? chosen.filter(other => other !== category) : [...chosen, category];
    onBrush(values.length > 0 ? { kind: 'category', id, values } : null);
  };
  return (
    <>
      {column.categories.slice(0, mostCategories).map(category => (
        <label key={category} class="toggle"><input type="checkbox" checked={brush?.values.includes(category) ?? false} onChange={() => toggle(category)} /> <span>{category}</span></label>
      ))}
    </>
  );
}
