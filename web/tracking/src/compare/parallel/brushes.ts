import type { Column } from '../fields/columns.ts';
import type { FieldId } from '../fields/fields.ts';

/** What a run's value of something must be to stay selected. An end may be infinite: there it is open. */
export type Brush =
  | { readonly kind: 'number'; readonly id: FieldId; readonly low: number; readonly high: number }
  | { readonly kind: 'category'; readonly id: FieldId; readonly values: readonly string[] };

/** As it stands in the address: `params.lr=0.001..0.1`, open at an end `metrics.val_acc=0.9..`, categories `params.kind~adam|sgd`. */
export function formatBrush(brush: Brush): string {
  if (brush.kind === 'category') return `${brush.id}~${brush.values.map(encodeURIComponent).join('|')}`;
  const end = (value: number): string => (Number.isFinite(value) ? String(value) : '');
  return `${brush.id}=${end(brush.low)}..${end(brush.high)}`;
}

/** Null for what is none. */
export function parseBrush(text: string): Brush | null {
  const at = text.search(/[=~]/);
  if (at < 1) return null;
  const [id, rest] = [text.slice(0, at), text.slice(at + 1)];
  if (text[at] === '~') return { kind: 'category', id, values: rest.split('|').map(decode) };
  const ends = /^([^.]*(?:\.\d[^.]*)?)\.\.(.*)$/.exec(rest);
  if (!ends) return null;
  const [low, high] = [ends[1] ? Number(ends[1]) : -Infinity, ends[2] ? Number(ends[2]) : Infinity];
  return low <= high ? { kind: 'number', id, low, high } : null;
}

/** Whether the i-th run's value lies in the brush. A run without the value does not. */
export function passes(brush: Brush, column: Column, i: number): boolean {
  if (brush.kind === 'number') {
    const value = column.kind === 'number' ? column.values[i]! : NaN;
    return value >= brush.low && value <= brush.high;
  }
  const value = column.values[i];
  return value !== null && value !== undefined && brush.values.includes(String(value));
}

/** The brushes with another one in the place of that on the same axis; null takes it away. */
export function withBrush(brushes: readonly Brush[], id: FieldId, next: Brush | null): Brush[] {
  const others = brushes.filter(brush => brush.id !== id);
  const isOpen = next?.kind === 'number' && next.low === -Infinity && next.high === Infinity;
  return next && !isOpen ? [...others, next] : others;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
