/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes, formatDuration, formatMeanStd, formatMetric, formatNumber, shortNames, visible } from './format.ts';

test('numbers have as many digits as they need', () => {
  assert.deepEqual([0, 11178051, 0.1, 0.00001234, 123.456, -2.5, Infinity].map(value => formatNumber(value)),
    ['0', '11,178,051', '0.1', '1.234e-5', '123.5', '−2.5', '∞']);
});

test('a metric without a value is empty', () => assert.equal(formatMetric('val_loss', undefined), ''));

test('values of accuracies up to 1 are shares', () => {
  assert.equal(formatMetric('best_epoch', 12), '12');
  assert.equal(formatMetric('macro_f1', 1), '100.0 %');
  assert.equal(formatMetric('accuracy', 93), '93'); // some programs log percentages
});

test('a mean and its deviation have as many decimals', () => {
  assert.equal(formatMeanStd('val_accuracy', 0.9123, 0.0081), '91.2 ± 0.8 %');
  assert.equal(formatMeanStd('val_loss', 0.4312, 0.0009), '0.431 ± 0.001');
  assert.equal(formatMeanStd('val_loss', 0.4312, null), '0.431');
});

test('durations have their two largest units', () => {
  assert.deepEqual([0.4503, 9.6, 40, 4200, 200_000, 7_500_000, 273_600_000].map(formatDuration), ['0.45 ms', '9.6 ms', '40 ms', '4.2 s', '3 min 20 s', '2 h 5 min', '3 d 4 h']);
});

test('bytes are counted in thousands', () => assert.deepEqual([0, 999, 44_700_000].map(formatBytes), ['0 B', '999 B', '44.7 MB']));

test('names are cut to their last parts only where these differ', () => {
  assert.deepEqual([...shortNames(['model.dropout', 'data.size', 'model.size']).values()], ['dropout', 'data.size', 'model.size']);
});

test('characters that would not be seen are', () => assert.equal(visible('a\u202eb\x1b[1m\tc\r\n'), 'a\\u202eb\\u001b[1m\tc\\u000d\n'));
