import { isLowBetter } from '../../shared/metrics.ts';
import { type XY, valueAt } from '../../charts/points.ts';

/** A metric that is measured on training and on validation data. */
export interface MetricPair {
  /** What is measured: accuracy, loss. */
  readonly name: string;
  readonly training: string;
  readonly validation: string;
  /** Whether less of it is better. */
  readonly lowIsGood: boolean;
}

const trainingWords = ['train', 'training'];
const validationWords = ['val', 'valid', 'validation', 'eval', 'test'];

/**
 * The pairs among metrics' names: train_loss with val_loss, training/f1 with validation/f1, accuracy_train with accuracy_eval, and Keras' plain
 * loss with val_loss.
 */
export function metricPairs(keys: readonly string[]): MetricPair[] {
  const known = new Set(keys);
  const pairs = new Map<string, MetricPair>();
  for (const key of keys) {
    const parts = key.split(/([_/.-])/); // words, and what joins them, in turn
    const at = parts.findIndex(part => trainingWords.includes(part));
    const candidates = at < 0 ? [`val_${key}`] : validationWords.map(word => parts.map((part, i) => (i === at ? word : part)).join(''));
    const validation = candidates.find(candidate => known.has(candidate));
    if (!validation) continue;
    const name = at < 0 ? key : parts.filter((_, i) => (at === 0 ? i > 1 : i !== at && i !== at - 1)).join('');
    if (name !== '' && !pairs.has(name)) pairs.set(name, { name, training: key, validation, lowIsGood: isLowBetter(name) });
  }
  return [...pairs.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * How much better training data fare than validation data, point by point of the validation curve; above zero is overfitting for a loss as for
 * an accuracy. Where training was not measured at that very point, the line between its neighbours counts.
 */
export function gap(pair: MetricPair, trained: readonly XY[], validated: readonly XY[]): XY[] {
  return validated.map(({ x, y }) => ({ x, y: pair.lowIsGood ? y - valueAt(trained, x) : valueAt(trained, x) - y }));
}
