import type { Run } from '../api.ts';
import { metricNames } from './fields.ts';

/** Metrics of runs by what they are: curves over a training, single results, and the machine's. */
export interface MetricKinds {
  readonly curves: readonly string[];
  readonly results: readonly string[];
  readonly system: readonly string[];
}

const atMost = 6;

/**
 * A curve is what some run logged at its last step as well: results are logged once, mostly at the step of the best epoch or at none. What kind a
 * metric is decides only where the lists show it.
 */
export function metricKinds(runs: readonly Run[]): MetricKinds {
  const keys = metricNames(runs);
  const isSystem = (key: string) => key.startsWith('system/');
  const curves = new Set<string>();
  for (const run of runs) {
    const training = Object.entries(run.metrics).filter(([key]) => !isSystem(key));
    const last = training.reduce((most, [, metric]) => Math.max(most, metric.step), 0);
    if (last > 0) for (const [key, metric] of training) if (metric.step === last && !/^best_/.test(key)) curves.add(key);
  }
  return {
    curves: keys.filter(key => curves.has(key)), results: keys.filter(key => !curves.has(key) && !isSystem(key)), system: keys.filter(isSystem),
  };
}

/** The curves to show until somebody chooses: validation first, and what is measured for its own sake before pace and schedule. */
export function firstMetrics({ curves, results }: MetricKinds): string[] {
  const weight = (key: string) =>
    (/(^|[_/.-])(val|valid|validation|eval|test)/.test(key) ? 0 : 2) + (/acc|f1|auc|score|map|iou|r2/i.test(key) ? 0 : /loss|error|mse|mae/i.test(key) ? 1 : 6);
  const ordered = [...curves].filter(key => key !== 'epoch' && key !== 'phase').sort((a, b) => weight(a) - weight(b));
  const telling = ordered.filter(key => weight(key) < 6);
  return telling.length > 0 ? telling.slice(0, atMost) : [...ordered, ...results].slice(0, atMost);
}

/** The metric that runs are judged by, until somebody chooses. */
export function mainMetric(runs: readonly Run[]): string | null {
  const keys = metricNames(runs);
  const wanted = [/^best_val/, /^(val|valid|validation|eval|test)[_/.-].*(acc|f1|auc|score|iou)/, /^(val|valid|validation|eval|test)[_/.-]/, /acc|f1|auc|score/, /loss/];
  for (const pattern of wanted) {
    const found = keys.find(key => pattern.test(key));
    if (found) return found;
  }
  return keys.find(key => !key.startsWith('system/')) ?? null;
}
