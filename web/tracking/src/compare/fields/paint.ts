import { seriesCount, seriesToken } from '../../shared/theme.ts';
import type { Column } from './columns.ts';
import { extent } from '../../charts/scales.ts';
import { suitsLog } from './placed.ts';

/** A CSS colour for the i-th run by its value: along a scale for numbers, one of its own for each category, grey without a value. */
export function paint(column: Column | null): (i: number) => string {
  const grey = 'var(--line-strong)';
  if (!column) return () => `var(${seriesToken(0)})`;
  if (column.kind === 'category') {
    const index = new Map(column.categories.map((category, i) => [category, i]));
    return i => {
      const at = index.get(column.values[i] ?? '');
      return at === undefined ? grey : `var(${seriesToken(at % seriesCount)})`;
    };
  }
  const log = suitsLog(column);
  const [low, high] = extent(column.values, log) ?? [0, 1];
  const forth = log ? Math.log : (value: number) => value;
  return i => {
    const value = column.values[i]!;
    if (!Number.isFinite(value)) return grey;
    const share = high > low ? (forth(value) - forth(low)) / (forth(high) - forth(low)) : 0.5;
    return share < 0.5 ? mix('--scale-low', '--scale-middle', 2 * share) : mix('--scale-middle', '--scale-high', 2 * share - 1);
  };
}

const mix = (from: string, to: string, share: number): string => `color-mix(in oklab, var(${from}), var(${to}) ${(100 * share).toFixed(0)}%)`;
