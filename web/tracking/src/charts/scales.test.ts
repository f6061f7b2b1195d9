/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extent, logTicks, niceTicks, scale, secondTicks, withoutOutliers } from './scales.ts';

test('ticks are round', () => {
  assert.deepEqual(niceTicks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(niceTicks(-3, 7, 5), [-2, 0, 2, 4, 6]);
  assert.deepEqual(niceTicks(0.1, 0.3, 4), [0.1, 0.15, 0.2, 0.25, 0.3]);
});

test('a span of nothing has one tick', () => assert.deepEqual(niceTicks(2, 2, 5), [2]));

test('ticks of a logarithm are powers of ten, with more between them where there are few', () => {
  assert.deepEqual(logTicks(1e-4, 1, 5), [1e-4, 1e-3, 1e-2, 1e-1, 1]);
  assert.deepEqual(logTicks(0.1, 1, 5), [0.1, 0.2, 0.5, 1]);
  assert.ok(logTicks(1e-12, 1, 4).length <= 5);
});

test('a narrow logarithm still has ticks', () => assert.ok(logTicks(0.42, 0.48, 4).length >= 2));

test('times have ticks at round seconds and minutes', () => {
  assert.deepEqual(secondTicks(0, 100, 4), [0, 30, 60, 90]);
  assert.deepEqual(secondTicks(0, 3600, 4), [0, 900, 1800, 2700, 3600]);
});

test('a scale places its ends at the ends, and back', () => {
  for (const log of [false, true]) {
    const made = scale([0.01, 100], [300, 20], { log });
    assert.ok(Math.abs(made(0.01) - 300) < 1e-9);
    assert.ok(Math.abs(made(100) - 20) < 1e-9);
    assert.ok(Math.abs(made.invert(made(7)) - 7) < 1e-9);
  }
});

test('one value lies in the middle', () => {
  for (const value of [0, 5, -3]) assert.equal(scale([value, value], [0, 100])(value), 50);
});

test('what cannot be drawn does not widen a scale', () => {
  assert.deepEqual(extent([NaN, 1, Infinity, 3]), [1, 3]);
  assert.deepEqual(extent([0, -1, 10], true), [10, 10]);
  assert.equal(extent([NaN]), null);
});

test('a single explosion is an outlier, and its neighbours are not', () => {
  const values = Array.from({ length: 100 }, (_, i) => i / 100);
  const [low, high] = withoutOutliers([...values, 1e9])!;
  assert.equal(low, 0);
  assert.ok(high < 2);
});
