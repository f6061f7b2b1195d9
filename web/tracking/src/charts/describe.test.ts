/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe } from './describe.ts';

test('a chart says what it shows', () => {
  const text = describe('loss', 'step', [{ label: 'a', points: [{ x: 0, y: 3 }, { x: 1, y: 1 }, { x: 2, y: 2 }] }], String);
  assert.equal(text, 'loss over step, 1 curve. a: from 3 to 2, lowest 1, highest 3.');
  assert.match(describe('loss', 'step', [{ label: 'a', points: [{ x: 0, y: NaN }] }], String), /nothing/);
});
