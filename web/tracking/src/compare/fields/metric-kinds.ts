import type { Run } from '../../api/client.ts';
import { metricNames } from './fields.ts';
import { metricPairs } from './pairs.ts';

/** Metrics of runs by what they are: curves over a training, single results, and the machine's. */
export interface MetricKinds {
  readonly curves: readonly string[];
  readonly results: readonly string[];
  readonly system: readonly string[];
}

const atMost = 6;

/**
 * A curve is what most of its runs logged up to about their last step; results are logged once, mostly at the step of the best epoch or at none.
 * What is measured on training and on validation data is a curve in any case. What kind a metric is decides only where the lists show it.
 */
export function metricKinds(runs: readonly Run[]): MetricKinds {
  const keys = metricNames(runs);
  const isSystem = (key: string) => key.startsWith('system/');
  const paired = new Set(metricPairs(keys.filter(key => !isSystem(key))).flatMap(pair => [pair.training, pair.validation]));
  const last = runs.map(run => Object.entries(run.metrics).reduce((most, [key, metric]) => (isSystem(key) ? most : Math.max(most, metric.step)), 0));
  const isCurve = (key: string): boolean => {
    const having = runs.flatMap((run, i) => (run.metrics[key] ? [last[i]! > 0 && run.metrics[key].step >= 0.95 * last[i]!] : []));
    return paired.has(key) || (!/^best_/.test(key) && having.filter(Boolean).length > having.length / 2);
  };
  const own = keys.filter(key => !isSystem(key));
  return { curves: own.filter(isCurve), results: own.filter(key => !isCurve(key)), system: keys.filter(isSystem) };
}

/** The curves to show by default: what is measured on training and on validation data, validation first; else what says how good a run is. */
export function firstMetrics({ curves, results }: MetricKinds): string[] {
  const pairs = metricPairs(curves);
  const isScore = (key: string) => /acc|f1|auc|score|map|iou|r2/i.test(key);
  const order = (keys: readonly string[]) => [...keys.filter(isScore), ...keys.filter(key => !isScore(key))];
  if (pairs.length > 0) return [...order(pairs.map(pair => pair.validation)), ...order(pairs.map(pair => pair.training))].slice(0, atMost);
  const telling = curves.filter(key => isScore(key) || /loss|error|mse|mae/i.test(key));
  if (telling.length > 0) return order(telling).slice(0, atMost);
  return [...curves.filter(key => key !== 'epoch' && key !== 'phase'), ...results].slice(0, atMost);
}

/** The metric that runs are compared by, by default. */
export function mainMetric(runs: readonly Run[]): string | null {
  const keys = metricNames(runs);
  const wanted = [/^best_val/, /^(val|valid|validation|eval|test)[_/.-].*(acc|f1|auc|score|iou)/, /^(val|valid|validation|eval|test)[_/.-]/, /acc|f1|auc|score/, /loss/];
  for (const pattern of wanted) {
    const found = keys.find(key => pattern.test(key));
    if (found) return found;
  }
  return keys.find(key => !key.startsWith('system/')) ?? null;
}
