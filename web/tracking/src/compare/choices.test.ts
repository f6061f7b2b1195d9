/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBrush, parseBrush, passes, withBrush } from './brushes.ts';
import { styles } from './colours.ts';
import { column } from './columns.ts';
import { describe } from './describe.ts';
import { difference, parseMatrix, shares } from './matrix.ts';

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

test('a run keeps its colour when another goes', () => {
  const ids = ['one', 'two', 'three', 'four'];
  const remembered = new Map<string, number>();
  const all = styles(ids, remembered);
  const some = styles(['four', 'five', 'two'], remembered);
  for (const id of ['two', 'four']) assert.deepEqual(some.get(id), all.get(id));
  assert.equal(new Set([...some.values()].map(style => style.colour)).size, 3);
});

test('the first few runs have plain lines, and the same list the same styles on another day', () => {
  const ids = ['b', 'a', 'c'];
  assert.deepEqual(styles(ids, new Map()), styles(ids, new Map()));
  assert.ok([...styles(ids, new Map()).values()].every(style => style.dash.length === 0));
});

test('no two of forty runs look the same', () => {
  const looks = [...styles(Array.from({ length: 40 }, (_, i) => `run ${i}`), new Map()).values()].map(style => `${style.colour} ${style.dash}`);
  assert.equal(new Set(looks).size, 40);
});

test('a chart says what it shows', () => {
  const text = describe('loss', 'step', [{ label: 'a', points: [{ x: 0, y: 3 }, { x: 1, y: 1 }, { x: 2, y: 2 }] }], String);
  assert.equal(text, 'loss over step, 1 curve. a: from 3 to 2, lowest 1, highest 3.');
  assert.match(describe('loss', 'step', [{ label: 'a', points: [{ x: 0, y: NaN }] }], String), /nothing/);
});

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
