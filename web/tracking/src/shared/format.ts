// How values read.

import { isShare } from './metrics.ts';

/** A number with so many significant digits, without an exponent where that is short enough. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) return value.toLocaleString('en-US').replace('-', '−');
  const text = size >= 1e-4 && size < 1e9
    ? trimZeros(value.toFixed(Math.max(0, Math.min(8, digits - 1 - Math.floor(Math.log10(size))))))
    : value.toExponential(digits - 1).replace(/\.?0+e/, 'e').replace('e+', 'e');
  return text.replace(/^-/, '−');
}

const trimZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** A metric's value: a share between 0 and 1 as a percentage, else with three decimals where they matter. */
export function formatMetric(key: string, value: number | undefined): string {
  if (value === undefined) return '';
  if (isShare(key) && Math.abs(value) <= 1) return `${(100 * value).toFixed(1).replace('-', '−')} %`;
  const size = Math.abs(value);
  return !Number.isInteger(value) && size >= 0.01 && size < 1000 ? value.toFixed(3).replace('-', '−') : formatNumber(value);
}

/** A mean and how far the values are from it: `91.2 ± 0.8 %`. */
export function formatMeanStd(key: string, mean: number, std: number | null): string {
  if (std === null) return formatMetric(key, mean);
  if (isShare(key) && Math.abs(mean) <= 1) return `${(100 * mean).toFixed(1).replace('-', '−')} ± ${(100 * std).toFixed(1)} %`;
  const text = formatMetric(key, mean);
  // Both with as many decimals.
  const decimals = /^−?\d+\.(\d+)$/.exec(text)?.[1]?.length;
  return `${text} ± ${decimals === undefined ? formatNumber(std, 3) : std.toFixed(decimals)}`;
}

/** From milliseconds: `0.45 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 0.01) return `${formatNumber(1000 * seconds, 2)} ms`;
  if (seconds < 1) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3600), Math.floor(seconds / 86_400)];
  if (hours < 1) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  if (days < 1) return `${hours} h ${minutes % 60} min`;
  return `${days} d ${hours % 24} h`;
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `22 Nov 2026, 08:30:12` */
export const formatTime = (time: number): string => `${day.format(time)}, ${clock.format(time)}`;

/** `just now`, `5 min ago`, `3 h ago`, `2 d ago`, then the day. */
export function formatAgo(time: number, now = Date.now()): string {
  const minutes = Math.floor((now - time) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  if (minutes < 14 * 24 * 60) return `${Math.floor(minutes / 1440)} d ago`;
  return day.format(time);
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Names joined by dots, cut to their last parts as far as they stay different. */
export function shortNames(names: readonly string[]): Map<string, string> {
  const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
  const counts = new Map<string, number>();
  for (const name of names) counts.set(last(name), (counts.get(last(name)) ?? 0) + 1);
  return new Map(names.map(name => [name, counts.get(last(name)) === 1 ? last(name) : name]));
}

/** A text with its control characters, and those that turn the direction of what follows, as they are written in code: `\u202e`. */
export const visible = (text: string): string =>
  text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
