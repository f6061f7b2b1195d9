/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference, parseMatrix, shares } from './matrix.ts';

test('a confusion matrix is read, and anything else is refused', () => {
  assert.deepEqual(parseMatrix('{"classes":["a","b"],"counts":[[1,2],[3,4]]}'), { classes: ['a', 'b'], counts: [[1, 2], [3, 4]] });
  for (const text of ['', '[]', 'null', '{"counts":[[1,2]]}', '{"counts":[]}', '{"counts":[["a"]]}']) assert.equal(parseMatrix(text), null, text);
});

test('shares are of a row, and a difference needs the same classes', () => {
  const matrix = { classes: ['a', 'b'], counts: [[1, 3], [0, 0]] };
  assert.deepEqual(shares(matrix).counts, [[0.25, 0.75], [0, 0]]);
  assert.deepEqual(difference(matrix, { classes: ['a', 'b'], counts: [[1, 1], [1, 0]] })!.counts, [[0, 2], [-1, 0]]);
  assert.equal(difference(matrix, { classes: ['x', 'b'], counts: [[1, 1], [1, 0]] }), null);
});
