/** Places values of an axis on the page, and says which of them to write there. */
export interface Scale {
  (value: number): number;
  /** The value at a place of the page. */
  readonly invert: (place: number) => number;
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

/** The smallest and the largest of the finite values (for a logarithm: of the positive ones); null where there is none. */
export function extent(values: Iterable<number>, log = false): [number, number] | null {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value) || (log && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/** Steps may be this much smaller than `count` asks for, so that an axis has more than one or two ticks. */
const smaller = 0.75;

/**
 * Round values from low to high, about `count` of them: steps of 1, 2 or 5 times a power of ten.
 * @returns ascending; only low where low equals high
 */
export function niceTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find(factor => factor * power >= rough * smaller) ?? 10);
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

/** Powers of ten from low to high, thinned out to about `count`; with their 2- and 5-fold where there are few. */
export function logTicks(low: number, high: number, count: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = Math.log10(high) - Math.log10(low);
  const factors = decades < 1.5 ? [1, 2, 5] : decades < 3 && count >= 5 ? [1, 3] : [1];
  const stride = Math.max(1, Math.ceil((last - first) / Math.max(1, count)));
  const ticks: number[] = [];
  for (let exponent = first; exponent <= last; exponent += factors.length > 1 ? 1 : stride)
    for (const factor of factors) ticks.push(Number(`${factor}e${exponent}`));
  const inside = ticks.filter(tick => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
  return inside.length >= 2 ? inside : niceTicks(low, high, count).filter(tick => tick > 0);
}

/**
 * A scale over values from `low` to `high`, drawn between two places of the page.
 * @param room share of the span that is added on both sides; a span of nothing is widened, so that its value lies in the middle
 */
export function scale(
  [low, high]: readonly [number, number], [from, to]: readonly [number, number], { log = false, room = 0, count = 5 } = {},
): Scale {
  const [forth, back] = log ? [Math.log10, (value: number) => 10 ** value] : [(value: number) => value, (value: number) => value];
  let [start, end] = [forth(low), forth(high)];
  const extra = end > start ? (end - start) * room : log ? 0.5 : Math.abs(start) * 0.1 || 1;
  [start, end] = [start - extra, end + extra];
  const [first, last] = [back(start), back(end)];
  return Object.assign((value: number) => from + ((forth(value) - start) / (end - start)) * (to - from), {
    invert: (place: number) => back(start + ((place - from) / (to - from)) * (end - start)),
    low: first, high: last, ticks: log ? logTicks(first, last, count) : niceTicks(first, last, count),
  });
}

/**
 * Where most of the values lie: from the 5th to the 95th percentile, widened by half of that on both sides, and not beyond the values. Single
 * points far out, as a loss that explodes once, then no longer flatten all the rest.
 */
export function withoutOutliers(values: readonly number[]): [number, number] | null {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  const [low, high] = [at(0.05), at(0.95)];
  const room = (high - low) / 2;
  return [Math.max(sorted[0]!, low - room), Math.min(sorted.at(-1)!, high + room)];
}

/** Ticks of an axis in seconds, at round seconds, minutes and hours. */
export function secondTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  if (rough < 1) return niceTicks(low, high, count);
  const step = roundSeconds.find(seconds => seconds >= rough) ?? 86_400 * Math.ceil(rough / 86_400);
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) ticks.push(tick);
  return ticks;
}

const roundSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
