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

test('a broken address is still one', () => {
  assert.deepEqual(parsePlace('#/runs/1?a=50%&&=x&b'), { path: '/runs/1', query: new Map([['a', '50%']]) });
  assert.deepEqual(parsePlace(''), { path: '/', query: new Map() });
});
