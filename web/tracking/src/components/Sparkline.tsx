import type { Point } from '../api/client.ts';
import { formatMetric } from '../shared/format.ts';

/** Pixels across which more points than this cannot be told apart. */
const mostPoints = 120;

/** A curve without axes, as wide as a cell. */
export function Sparkline({ metric, points, width = 90, height = 20 }: { metric: string; points: readonly Point[]; width?: number; height?: number }) {
  const all = points.filter(point => Number.isFinite(point.value));
  const stride = Math.ceil(all.length / mostPoints);
  const finite = stride <= 1 ? all : all.filter((_, i) => i % stride === 0 || i === all.length - 1);
  if (finite.length < 2) return null;
  const [first, last] = [finite[0]!, finite[finite.length - 1]!];
  let [low, high] = [Infinity, -Infinity];
  for (const { value } of finite) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const x = (step: number): number => 1 + (width - 2) * (last.step > first.step ? (step - first.step) / (last.step - first.step) : 0);
  const y = (value: number): number => 2 + (height - 4) * (high > low ? (high - value) / (high - low) : 0.5);
  const path = finite.map(point => `${x(point.step).toFixed(1)},${y(point.value).toFixed(1)}`).join(' ');
  const title = `${metric}: ${formatMetric(metric, low)} to ${formatMetric(metric, high)}, steps ${first.step} to ${last.step}`;
  return (
    <svg class="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
      <polyline points={path} />
    </svg>
  );
}
