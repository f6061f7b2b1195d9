/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../api/client.ts';
import { type Curves, bestOf, defaultColumns, differingParams, formatValue, toColumns } from './columns.ts';
import { toFilter } from './filter.ts';
import { flatRows, groupRows, leavesOf, nestedRows, parseSort, spread } from './rows.ts';

const none: Curves = () => undefined;
const open = (): boolean => true;

function run(id: string, { metrics = {}, params = {}, parent, status = 'FINISHED' }: {
  metrics?: Record<string, number>; params?: Record<string, string>; parent?: string; status?: Run['status'];
} = {}): Run {
  return {
    id, name: `run ${id}`, experimentId: '1', user: '', status, start: 1000, end: 3000, params, datasets: [], artifactUri: '', lifecycle: 'active',
    metrics: Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, { value, step: 5, time: 2000 }])),
    tags: parent ? { 'mlflow.parentRunId': parent } : {},
  };
}

test('numbers are sorted as numbers, and what has no value comes last either way', () => {
  const runs = [run('a', { params: { n: '10' } }), run('b'), run('c', { params: { n: '9' } }), run('d', { params: { n: '1e-4' } })];
  const order = (sort: string): string => flatRows(runs, parseSort(sort), none, 0).map(row => row.id).join('');
  assert.equal(order('params.n'), 'dcab');
  assert.equal(order('-params.n'), 'acdb');
});

test('NaN is sorted behind every number', () => {
  const runs = [run('a', { metrics: { m: NaN } }), run('b', { metrics: { m: 1 } }), run('c', { metrics: { m: 2 } })];
  assert.equal(flatRows(runs, parseSort('-metrics.m'), none, 0).map(row => row.id).join(''), 'cba');
});

test('runs stand below their parents, and ticking a parent means the runs in it', () => {
  const runs = [run('parent'), run('x', { parent: 'parent' }), run('y', { parent: 'parent' }), run('stray', { parent: 'elsewhere' })];
  const rows = nestedRows(runs, null, none, 0, open);
  assert.deepEqual(rows.map(row => [row.id, row.depth]), [['parent', 0], ['x', 1], ['y', 1], ['stray', 0]]);
  assert.deepEqual(rows[0]!.ids, ['x', 'y']);
  assert.deepEqual(nestedRows(runs, null, none, 0, () => false).map(row => row.id), ['parent', 'stray']);
  assert.deepEqual(leavesOf(runs).map(leaf => leaf.id), ['x', 'y', 'stray']);
});

test('a parent without the value is placed by its best run', () => {
  const runs = [run('low'), run('a', { parent: 'low', metrics: { m: 1 } }), run('high'), run('b', { parent: 'high', metrics: { m: 2 } })];
  assert.deepEqual(nestedRows(runs, parseSort('-metrics.m'), none, 0, open).map(row => row.id), ['high', 'b', 'low', 'a']);
});

test('runs that are each other’s parents are all shown', () => {
  const rows = nestedRows([run('a', { parent: 'b' }), run('b', { parent: 'a' })], null, none, 0, open);
  assert.deepEqual(rows.map(row => row.id).sort(), ['a', 'b']);
});

test('a group has the runs that agree, and is placed by their mean', () => {
  const runs = [['a', 'sgd', 1], ['b', 'adam', 3], ['c', 'sgd', 2], ['d', 'adam', 5]]
    .map(([id, optimizer, m]) => run(id as string, { params: { optimizer: optimizer as string }, metrics: { m: m as number } }));
  const rows = groupRows(runs, ['params.optimizer'], parseSort('-metrics.m'), none, 0, () => false);
  assert.deepEqual(rows.map(row => row.ids.join('')), ['bd', 'ac']);
  assert.equal(groupRows(runs, ['params.optimizer'], null, none, 0, open).length, 6);
});

test('a run without the parameter is in a group of its own, apart from an empty value', () => {
  const rows = groupRows([run('a'), run('b', { params: { p: '' } })], ['params.p'], null, none, 0, () => false);
  assert.equal(rows.length, 2);
});

test('the deviation is that of a sample, and leaves out what is no number', () => {
  assert.deepEqual(spread([1, 3, undefined, NaN, 'x']), { n: 2, mean: 2, std: Math.SQRT2 });
  assert.deepEqual(spread([4]), { n: 1, mean: 4, std: null });
  assert.equal(spread([undefined]), null);
});

test('parameters differ by value, or by being there', () => {
  const runs = [run('a', { params: { same: '1', lr: '0.1' } }), run('b', { params: { same: '1', lr: '0.2', extra: 'x' } }), run('parent')];
  assert.deepEqual(differingParams(runs), ['extra', 'lr']);
});

test('the suggested columns tell how each run went and in what it differs, its seed last', () => {
  const runs = ['1', '2'].map(n => run(n, { metrics: { best_val_accuracy: 0.9, val_accuracy: 0.9, val_loss: 1 }, params: { seed: n, zoom: n, name: n } }));
  assert.deepEqual(defaultColumns(runs, runs), [
    'status', 'best.val_accuracy', 'curve.val_accuracy', 'metrics.val_loss', 'started', 'duration', 'params.zoom', 'params.seed',
  ]);
});

test('the best value is the one that was logged, else of the points, the lowest of a loss', () => {
  const curve: Curves = () => [3, 1, NaN, 2].map((value, step) => ({ step, time: 0, value }));
  assert.equal(bestOf(run('a', { metrics: { best_acc: 0.7, acc: 0.5 } }), 'acc', curve), 0.7);
  assert.equal(bestOf(run('a', { metrics: { acc: 2 } }), 'acc', curve), 3);
  assert.equal(bestOf(run('a', { metrics: { val_loss: 2 } }), 'val_loss', curve), 1);
  assert.equal(bestOf(run('a'), 'acc', curve), undefined);
});

test('a column for what does not exist is left out', () => {
  assert.deepEqual(toColumns(['status', 'nonsense', 'params.', 'params.a.b'], [run('a', { params: { 'a.b': '1' } })]).map(({ id, label, isNumber }) => [id, label, isNumber]),
    [['status', 'Status', false], ['params.a.b', 'b', true]]);
});

test('shares read as percentages, other metrics with three decimals', () => {
  const [accuracy, loss] = toColumns(['metrics.val_accuracy', 'metrics.val_loss'], []);
  assert.equal(formatValue(accuracy!, 0.9234, 0), '92.3 %');
  assert.equal(formatValue(loss!, 0.43219, 0), '0.432');
  assert.equal(formatValue(loss!, NaN, 0), 'NaN');
});

test('a word is part of a name, a comparison is a filter', () => {
  assert.equal(toFilter(" it's "), "attributes.run_name ILIKE '%it''s%'");
  assert.equal(toFilter('metrics.a > 1'), 'metrics.a > 1');
  assert.equal(toFilter('params.a IS NULL'), 'params.a IS NULL');
  assert.equal(toFilter('  '), '');
});
