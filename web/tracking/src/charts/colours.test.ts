/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { styles } from './colours.ts';

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
