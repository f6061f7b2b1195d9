import { type XY, nearest } from './points.ts';
import { extent } from './scales.ts';

interface Described {
  readonly label: string;
  readonly points: readonly XY[];
}

const atMost = 12;

/** A chart in words, for who does not see it: how many curves, and from where to where each goes. */
export function describe(title: string, xLabel: string, series: readonly Described[], write: (value: number) => string): string {
  const drawn = series.filter(({ points }) => points.some(point => Number.isFinite(point.y)));
  if (drawn.length === 0) return `${title}: nothing is logged yet.`;
  const curves = drawn.slice(0, atMost).map(({ label, points }) => {
    const [first, last] = [nearest(points, -Infinity)!, nearest(points, Infinity)!];
    const [low, high] = extent(points.map(point => point.y))!;
    if (points.length === 1) return `${label}: ${write(first.y)}`;
    return `${label}: from ${write(first.y)} to ${write(last.y)}, lowest ${write(low)}, highest ${write(high)}`;
  });
  const more = drawn.length > atMost ? [`and ${drawn.length - atMost} more`] : [];
  return `${title} over ${xLabel}, ${drawn.length} ${drawn.length === 1 ? 'curve' : 'curves'}. ${[...curves, ...more].join('; ')}.`;
}
