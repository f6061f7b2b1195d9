// What a metric's name tells about its values.

/** The metric by which runs are compared by default: the first of these that a run has. */
export const judged = ['best_val_accuracy', 'val_accuracy', 'test_accuracy', 'accuracy', 'val_loss', 'loss'];

const shares = /(^|_|\/)(accuracy|acc|precision|recall|f1|auc|ece|top\d|iou|dice)(_|$|\/)/i;
const lowIsBetter = /loss|error|(^|_)(ece|brier|mae|mse|rmse|perplexity|gap|seconds)(_|$)/i;

/** Whether values are shares of 1, which read best as percentages. */
export const isShare = (key: string): boolean => shares.test(key) && !/epoch|seconds/i.test(key);

export const isLowBetter = (key: string): boolean => lowIsBetter.test(key);

/** Whether neither more nor less of it is good: it is a setting, or a count. */
export const isNeutral = (key: string): boolean => /(^|_)(learning_rate|lr|epochs?|step|phase|seconds|temperature|momentum)(_|$)/i.test(key);

/** Of the machine, not of the training. */
export const isSystem = (key: string): boolean => key.startsWith('system/');
