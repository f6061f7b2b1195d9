import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { pageSources } from './support/paths.mjs';
import { cycles, usesOf } from './support/rooms.mjs';

test('No two folders of the page import each other', () => {
  const uses = usesOf(path.join(pageSources, 'src'));
  assert.ok(uses.get('compare')?.has('compare/curves'), 'the imports are read');
  assert.deepEqual(cycles(uses), []);
});

test('A cycle over several folders is found', () => {
  const uses = new Map(Object.entries({ a: ['b'], b: ['c'], c: ['b'], d: ['a'] }).map(([from, to]) => [from, new Map(to.map(name => [name, 'an import']))]));
  assert.deepEqual(cycles(uses), ['b → c: an import', 'c → b: an import']);
});
