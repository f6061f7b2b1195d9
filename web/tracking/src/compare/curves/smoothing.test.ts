/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smooth } from './smoothing.ts';

test('a weight of nothing leaves the values as they are', () => assert.deepEqual(smooth([3, 1, 2], 0), [3, 1, 2]));

test('the first value is itself, and the second the debiased mean', () => {
  const [first, second] = smooth([1, 3], 0.5);
  assert.equal(first, 1);
  assert.ok(Math.abs(second! - (0.25 * 1 + 0.5 * 3) / 0.75) < 1e-12);
});

test('a constant stays itself to the last bit', () => assert.deepEqual(smooth([0.1, 0.1, 0.1], 0.9), [0.1, 0.1, 0.1]));

test('what is not finite stays and does not spoil what follows', () => {
  const smoothed = smooth([1, NaN, 3], 0.5);
  assert.ok(Number.isNaN(smoothed[1]));
  assert.equal(smoothed[2], smooth([1, 3], 0.5)[1]);
});

test('a smoothed curve lies within the values', () => {
  const values = Array.from({ length: 200 }, (_, i) => Math.sin(i) + i / 50);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  for (const value of smooth(values, 0.97)) assert.ok(value >= low && value <= high);
});
