/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column } from '../fields/columns.ts';
import { formatBrush, parseBrush, passes, withBrush } from './brushes.ts';

test('a brush is the same after a journey through the address', () => {
  for (const brush of [
    { kind: 'number', id: 'params.lr', low: 0.001, high: 0.1 }, { kind: 'number', id: 'metrics.val_acc', low: 0.9, high: Infinity },
    { kind: 'number', id: 'metrics.loss', low: -Infinity, high: -1e-7 }, { kind: 'category', id: 'params.kind', values: ['a|b', 'c~d=1', 'ü, v'] },
  ] as const) assert.deepEqual(parseBrush(formatBrush(brush)), brush);
});

test('what is no brush is none', () => {
  for (const text of ['', 'params.lr', '=1..2', 'params.lr=a..b', 'params.lr=2..1', 'params.lr=5']) assert.equal(parseBrush(text), null, text);
});

test('a run without the value is not in the brush', () => {
  const brush = parseBrush('params.lr=..1')!;
  assert.deepEqual([0, 1, 2].map(i => passes(brush, column('lr', [{ lr: '0.5' }, { lr: '2' }, {}]), i)), [true, false, false]);
});

test('an axis has one brush, and one open on both sides is none', () => {
  const [first, second] = [parseBrush('params.lr=0..1')!, parseBrush('params.lr=2..3')!];
  assert.deepEqual(withBrush([first], 'params.lr', second), [second]);
  assert.deepEqual(withBrush([first], 'params.lr', { kind: 'number', id: 'params.lr', low: -Infinity, high: Infinity }), []);
});
