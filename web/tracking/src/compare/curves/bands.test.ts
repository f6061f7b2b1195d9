/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bandOf, edges } from './bands.ts';

const line = (...ys: number[]) => ys.map((y, x) => ({ x, y }));

test('the mean, the sample standard deviation and the range of each step', () => {
  const [first, second] = bandOf([line(1, 2), line(3, 2)], 'leave');
  assert.deepEqual(first, { x: 0, mean: 2, std: Math.SQRT2, low: 1, high: 3, runs: 2 });
  assert.equal(second!.std, 0);
});

test('a run that lacks a step counts with the line between its neighbours', () => {
  const band = bandOf([[{ x: 0, y: 0 }, { x: 2, y: 4 }], line(2, 2, 2)], 'leave');
  assert.equal(band[1]!.mean, 2);
  assert.equal(band[1]!.runs, 2);
});

test('a run that ended leaves the mean, or keeps its last value', () => {
  const curves = [line(1, 1), line(1, 3, 5)];
  assert.equal(bandOf(curves, 'leave')[2]!.mean, 5);
  assert.equal(bandOf(curves, 'keep')[2]!.mean, 3);
});

test('a run that begins later does not count before', () => assert.equal(bandOf([[{ x: 1, y: 9 }], line(1, 1)], 'keep')[0]!.runs, 1));

test('NaN is a gap of its run alone', () => {
  const band = bandOf([line(1, NaN, 1), line(3, 3, 3)], 'leave');
  assert.deepEqual(band.map(point => point.mean), [2, 3, 2]);
});

test('a single run has no band', () => assert.deepEqual(edges(bandOf([line(1, 2)], 'leave'), 'std'), []));

test('the edges are the mean and its deviation, or the range', () => {
  const band = bandOf([line(1), line(3)], 'leave');
  assert.deepEqual(edges(band, 'range'), [{ x: 0, low: 1, high: 3 }]);
  assert.deepEqual(edges(band, 'std'), [{ x: 0, low: 2 - Math.SQRT2, high: 2 + Math.SQRT2 }]);
});

test('many different times become few positions', () => {
  const curves = Array.from({ length: 10 }, (_, run) => Array.from({ length: 500 }, (_, i) => ({ x: i + run / 10, y: run })));
  const band = bandOf(curves, 'leave');
  assert.ok(band.length <= 600);
  assert.equal(band[300]!.mean, 4.5);
});
