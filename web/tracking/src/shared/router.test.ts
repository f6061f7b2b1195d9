/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPlace, parsePlace } from './router.ts';

const query = { filter: "params.`model.lr` >= 0.1 AND tags.x LIKE '50%+ & more'", cols: 'metrics.a,params.b', odd: 'a=b?c#d' };

test('an address comes back as it was', () => {
  const place = { path: '/experiments/1', query: new Map(Object.entries(query)) };
  assert.deepEqual(parsePlace(formatPlace(place)), place);
});

test('an address can be read', () => {
  assert.equal(formatPlace({ path: '/experiments/1', query: new Map([['cols', 'metrics.val_loss,params.lr'], ['sort', '-started']]) }),
    '#/experiments/1?cols=metrics.val_loss,params.lr&sort=-started');
});

test("MLflow's address of a comparison is ours", () => {
  assert.deepEqual(parsePlace('#/compare-runs?runs=%5B%22a%22%2C%22b%22%5D&experiments=%5B%221%22%5D&workflowType=machine_learning'), { path: '/compare/a,b', query: new Map() });
  assert.equal(parsePlace('#/compare-runs?runs=%5B').path, '/compare-runs');
});

test("MLflow's address of a trace is ours", () =>
  assert.deepEqual(parsePlace('#/experiments/1/traces?selectedEvaluationId=tr-4060'), { path: '/traces/tr-4060', query: new Map() }));

test('a broken address is still one', () => {
  assert.deepEqual(parsePlace('#/runs/1?a=50%&&=x&b'), { path: '/runs/1', query: new Map([['a', '50%']]) });
  assert.deepEqual(parsePlace(''), { path: '/', query: new Map() });
});
