/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../../api/client.ts';
import { align } from '../../charts/align.ts';
import { curve } from './axis.ts';
import { firstMetrics, metricKinds } from '../fields/metric-kinds.ts';
import { gap, metricPairs } from '../fields/pairs.ts';
import { nearest, valueAt } from '../../charts/points.ts';

const points = [{ step: 0, time: 5000, value: 1 }, { step: 10, time: 9000, value: 2 }, { step: 10, time: 9500, value: 3 }];

test('of a step that was logged twice the later value counts', () => {
  assert.deepEqual(curve(points, 'step', 1000), [{ x: 0, y: 1 }, { x: 10, y: 3 }]);
});

test('relative time is seconds since the start of the run, or since an older first point', () => {
  assert.deepEqual(curve(points, 'relative', 1000).map(point => point.x), [4, 8, 8.5]);
  assert.deepEqual(curve(points, 'relative', 6000).map(point => point.x), [0, 4, 4.5]);
});

test('the metric epoch places a step between epochs; without it a step is an epoch', () => {
  const epochs = [{ step: 0, time: 0, value: 0 }, { step: 20, time: 0, value: 2 }];
  assert.deepEqual(curve(points, 'epoch', 0, epochs).map(point => point.x), [0, 1]);
  assert.deepEqual(curve(points, 'epoch', 0).map(point => point.x), [0, 10]);
});

test('NaN, the infinities and what a store makes of them are gaps', () => {
  const values = [NaN, Infinity, -1.7976931348623157e308].map((value, step) => ({ step, time: 0, value }));
  assert.ok(curve(values, 'step', 0).every(point => Number.isNaN(point.y)));
});

test('aligned curves tell a gap from a step that was not logged', () => {
  const aligned = align([[{ x: 0, y: 1 }, { x: 1, y: NaN }], [{ x: 2, y: 5 }]]);
  assert.deepEqual(aligned, [[0, 1, 2], [1, null, undefined], [undefined, undefined, 5]]);
});

test('a logarithm has no place for zero', () => assert.deepEqual(align([[{ x: 0, y: 0 }]], true)[1], [null]));

test('very many different positions become fewer, and keep the ends', () => {
  const curves = Array.from({ length: 5 }, (_, run) => Array.from({ length: 2500 }, (_, i) => ({ x: i + run / 7, y: i })));
  const [xs] = align(curves);
  assert.ok(xs.length <= 6000);
  assert.equal(xs[0], 0);
  assert.ok(Math.abs(xs.at(-1)! - (2499 + 4 / 7)) < 1);
});

test('the value between two points lies on their line, and there is none outside', () => {
  const line = [{ x: 0, y: 0 }, { x: 4, y: 8 }];
  assert.equal(valueAt(line, 1), 2);
  assert.ok(Number.isNaN(valueAt(line, -1)) && Number.isNaN(valueAt(line, 5)));
});

test('the nearest point is never a gap', () => {
  assert.equal(nearest([{ x: 0, y: 1 }, { x: 5, y: NaN }, { x: 9, y: 2 }], 5)!.x, 9);
  assert.equal(nearest([{ x: 0, y: NaN }], 0), null);
});

test('metrics of training and validation are found by their names', () => {
  const names = (...keys: string[]) => metricPairs(keys).map(pair => [pair.name, pair.training, pair.validation]);
  assert.deepEqual(names('train_loss', 'val_loss', 'lr'), [['loss', 'train_loss', 'val_loss']]);
  assert.deepEqual(names('loss', 'val_loss'), [['loss', 'loss', 'val_loss']]);
  assert.deepEqual(names('training/f1', 'validation/f1'), [['f1', 'training/f1', 'validation/f1']]);
  assert.deepEqual(names('accuracy_train', 'accuracy_eval'), [['accuracy', 'accuracy_train', 'accuracy_eval']]);
  assert.deepEqual(names('train_loss', 'val_accuracy', 'constrain_val'), []);
});

test('a gap above zero is overfitting, of a loss as of an accuracy', () => {
  const [loss] = metricPairs(['train_loss', 'val_loss']);
  const [accuracy] = metricPairs(['train_acc', 'val_acc']);
  assert.deepEqual(gap(loss!, [{ x: 1, y: 0.2 }], [{ x: 1, y: 0.5 }]), [{ x: 1, y: 0.3 }]);
  assert.deepEqual(gap(accuracy!, [{ x: 0, y: 0.9 }, { x: 2, y: 1 }], [{ x: 1, y: 0.75 }]).map(point => Number(point.y.toFixed(6))), [0.2]);
});

const run = (metrics: Record<string, number>): Run =>
  ({ metrics: Object.fromEntries(Object.entries(metrics).map(([key, step]) => [key, { value: 1, step, time: 0 }])) }) as unknown as Run;

test('results at the best epoch are no curves, even where that is the last one of some run', () => {
  const ours = { train_loss: 20, val_loss: 20, train_accuracy: 20, val_accuracy: 20, learning_rate: 20 };
  const kinds = metricKinds([run({ ...ours, macro_f1: 16, best_epoch: 16 }), run({ ...ours, macro_f1: 20, best_epoch: 20 }), run({ ...ours, macro_f1: 9, best_epoch: 9 })]);
  assert.deepEqual(kinds.results, ['best_epoch', 'macro_f1']);
  assert.deepEqual(firstMetrics(kinds), ['val_accuracy', 'val_loss', 'train_accuracy', 'train_loss']);
});

test('validation that is measured now and then is a curve', () => {
  const kinds = metricKinds([run({ 'train/loss': 990, 'val/loss': 500, grad_norm: 980, 'system/cpu': 5 })]);
  assert.deepEqual(kinds, { curves: ['grad_norm', 'train/loss', 'val/loss'], results: [], system: ['system/cpu'] });
  assert.deepEqual(firstMetrics(kinds), ['val/loss', 'train/loss']);
});
