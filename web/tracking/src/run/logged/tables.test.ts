/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellText, imageOf, parseTable, tablePaths } from './tables.ts';

test('a tag names tables, each once, and other files that are none', () =>
  assert.deepEqual(tablePaths('[{"path": "a.json", "type": "table"}, {"path": "b.png", "type": "image"}, {"path": "a.json", "type": "table"}]'), ['a.json']));

test('a tag that says something else names none', () => {
  for (const tag of [undefined, '', '{', '7', '{"path": "a"}', '[null, 1, {"type": "table"}]']) assert.deepEqual(tablePaths(tag), []);
});

test('a table has columns and rows', () =>
  assert.deepEqual(parseTable('{"columns": ["photo", 7], "data": [["a.jpg", 0.5], ["b.jpg", null]]}'),
    { columns: ['photo', '7'], rows: [['a.jpg', 0.5], ['b.jpg', null]] }));

test('a value that is no number is empty, and stays what it is in a text', () =>
  assert.deepEqual(parseTable('{"columns": ["x"], "data": [[NaN], [-Infinity], ["[NaN"]]}')?.rows, [[null], [null], ['[NaN']]));

test('what has no columns and rows is no table', () => {
  for (const text of ['', '[]', '{"columns": ["a"], "data": [1]}', '{"columns": 1, "data": []}']) assert.equal(parseTable(text), null);
});

test('a cell is a text or a picture', () => {
  assert.deepEqual([null, 'a', 0.5, true, { a: 1 }].map(cellText), ['', 'a', '0.5', 'true', '{"a":1}']);
  assert.equal(imageOf({ type: 'image', filepath: 'x/a.png', compressed_filepath: 'x/a.webp' }), 'x/a.webp');
  assert.deepEqual([null, 'image', { type: 'image' }].map(imageOf), [null, null, null]);
});
