/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { association } from '../statistics/association.ts';
import { column, differing } from '../fields/columns.ts';
import { forest } from './forest.ts';
import { caution, importances } from './importance.ts';
import { random } from '../statistics/random.ts';

const runs = (count: number) => {
  const next = random(3);
  return Array.from({ length: count }, () => ({ lr: String(10 ** (-4 + 3 * next())), optimizer: next() < 0.5 ? 'adam' : 'sgd', noise: String(next()), fixed: '1' }));
};
const byRate = (params: { lr: string }) => Math.log10(Number(params.lr));

test('a monotone relation is a correlation of one, with its sign', () => {
  const found = association({ key: 'lr', kind: 'number', values: [1e-4, 1e-3, 1e-2, 1e-1] }, [4, 3, 2, 1])!;
  assert.equal(found.strength, 1);
  assert.equal(found.sign, -1);
});

test('a category that explains all has an eta of one, one that explains nothing has none', () => {
  const kinds = column('kind', ['a', 'a', 'b', 'b'].map(kind => ({ kind })));
  assert.equal(association(kinds, [1, 1, 2, 2])!.strength, 1);
  assert.equal(association(kinds, [1, 2, 1, 2])!.strength, 0);
});

test('a value of its own for each run says nothing', () => {
  assert.equal(association(column('kind', ['a', 'b', 'c'].map(kind => ({ kind }))), [1, 2, 3]), null);
});

test('fewer than three runs say nothing', () => assert.equal(association({ key: 'lr', kind: 'number', values: [1, 2] }, [1, 2]), null));

test('a weak relation of few runs looks like chance', () => {
  assert.ok(association({ key: 'lr', kind: 'number', values: [1, 2, 3, 4] }, [2, 1, 4, 3])!.chance > 0.2);
});

test('the forest finds what matters, and explains it', () => {
  const params = runs(60);
  const found = forest(['lr', 'optimizer', 'noise'].map(key => column(key, params)), params.map(byRate))!;
  assert.ok(found.importance[0]! > 0.8);
  assert.ok(found.explained > 0.7);
});

test('the forest finds an effect that depends on another parameter, where a correlation sees none', () => {
  const params = runs(200);
  const metric = params.map(run => (run.optimizer === 'adam' ? byRate(run) : -5 - byRate(run)));
  const found = importances(params, metric).parameters.find(parameter => parameter.key === 'lr')!;
  assert.ok(found.association!.strength < 0.25);
  assert.ok(found.share! > 0.4);
});

test('the same runs give the same importance', () => {
  const params = runs(40);
  assert.deepEqual(importances(params, params.map(byRate)), importances(params, params.map(byRate)));
});

test('parameters that do not differ are left out, and the most important stands first', () => {
  const params = runs(60);
  const found = importances(params, params.map(byRate));
  assert.deepEqual(found.parameters.map(parameter => parameter.key).sort(), ['lr', 'noise', 'optimizer']);
  assert.equal(found.parameters[0]!.key, 'lr');
});

test('runs without the metric do not count, and few runs are a warning', () => {
  const params = runs(12);
  const found = importances(params, params.map((run, i) => (i < 5 ? byRate(run) : NaN)));
  assert.equal(found.runs, 5);
  assert.equal(found.explained, null);
  assert.match(caution(found)[0]!, /5 runs/);
});

test('a metric of pure noise is not explained', () => {
  const next = random(11);
  const found = importances(runs(80), Array.from({ length: 80 }, next));
  assert.ok(found.explained! < 0.2);
});

test('the same number in two spellings does not differ', () => {
  assert.deepEqual(differing([{ lr: '0.1', a: 'x' }, { lr: '0.10', a: 'x' }]), []);
  assert.deepEqual(differing([{ lr: '0.1' }, {}]), ['lr']);
});
