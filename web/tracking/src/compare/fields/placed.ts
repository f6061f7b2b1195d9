import { formatDuration, formatMetric, formatNumber, formatTime } from '../../shared/format.ts';
import type { Column } from './columns.ts';
import { type FieldId, fieldLabel } from './fields.ts';
import { extent, scale } from '../../charts/scales.ts';

/** A column laid out along an axis. */
export interface Placed {
  readonly id: FieldId;
  readonly label: string;
  readonly column: Column;
  readonly log: boolean;
  /** The i-th run's place on the axis in pixels; null without a value. */
  readonly place: (i: number) => number | null;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** How the i-th run's value reads. */
  readonly write: (i: number) => string;
  /** The number at a place; NaN on an axis of categories. */
  readonly invert: (at: number) => number;
  /** The place of a number that is no run's. */
  readonly placeOf: (value: number) => number;
}

/** Whether a logarithm suits: all above zero, over one and a half powers of ten or more. */
export function suitsLog(column: Column): boolean {
  if (column.kind !== 'number') return false;
  const found = extent(column.values);
  return found !== null && found[0] > 0 && found[1] / found[0] >= 30;
}

/**
 * @param ends places of the smallest and the largest value, in pixels
 * @param count about how many ticks
 */
export function placed(id: FieldId, column: Column, ends: readonly [number, number], log: boolean, count: number): Placed {
  const label = fieldLabel(id);
  if (column.kind === 'category') {
    const step = (ends[1] - ends[0]) / Math.max(1, column.categories.length);
    const at = new Map(column.categories.map((category, i) => [category, ends[0] + (i + 0.5) * step]));
    return {
      id, label, column, log: false, place: i => at.get(column.values[i] ?? '') ?? null, write: i => column.values[i] ?? '–', invert: () => NaN, placeOf: () => NaN,
      ticks: column.categories.map(category => ({ at: at.get(category)!, text: category })),
    };
  }
  const positive = log && extent(column.values, true) !== null;
  const made = scale(extent(column.values, positive) ?? [0, 1], ends, { log: positive, room: 0.03, count });
  const text = writer(id);
  const isWhole = column.values.every(value => Number.isInteger(value) || Number.isNaN(value));
  const ticks = isWhole && !positive ? made.ticks.filter(Number.isInteger) : made.ticks;
  return {
    id, label, column, log: positive, invert: made.invert, placeOf: made,
    place: i => {
      const value = column.values[i]!;
      return Number.isFinite(value) && (!positive || value > 0) ? made(value) : null;
    },
    ticks: ticks.map(tick => ({ at: made(tick), text: text(tick, true) })),
    write: i => (Number.isNaN(column.values[i]!) ? '–' : text(column.values[i]!, false)),
  };
}

const compact = new Intl.NumberFormat('en', { notation: 'compact' });

/** How a field's numbers read; on an axis without digits that only repeat. */
function writer(id: FieldId): (value: number, isTick: boolean) => string {
  if (id === 'attributes.duration') return value => formatDuration(1000 * value);
  if (id === 'attributes.start_time') return value => formatTime(value);
  if (!id.startsWith('metrics.')) return (value, isTick) => (isTick && Math.abs(value) >= 100_000 ? compact.format(value) : formatNumber(value).replaceAll(',', ''));
  return (value, isTick) => {
    const text = formatMetric(id.slice('metrics.'.length), value);
    return isTick ? text.replace(/(\.\d*?)0+(?=\D*$)/, '$1').replace(/\.(?=\D*$)/, '') : text;
  };
}
