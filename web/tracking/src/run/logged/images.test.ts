/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseImages } from './images.ts';

const one = 'mistakes+step+1+timestamp+1795852189436+f5113418-0bba-44e1-878f-3d688a7b34dc';
const two = 'mistakes+step+2+timestamp+1795852189501+745431a5-f816-41a5-bce8-0d9612a5f6b2';

test('a picture and its smaller copy are one', () => {
  const images = parseImages([`images/${two}+compressed.webp`, `images/${two}.png`, `images/${one}+compressed.webp`, `images/${one}.png`]);
  assert.deepEqual(images, [
    { key: 'mistakes', step: 1, time: 1795852189436, path: `images/${one}.png`, preview: `images/${one}+compressed.webp` },
    { key: 'mistakes', step: 2, time: 1795852189501, path: `images/${two}.png`, preview: `images/${two}+compressed.webp` },
  ]);
});

test('steps are in the order of numbers, and keys apart', () => {
  const named = (key: string, step: number) => `images/${key}+step+${step}+timestamp+5+aa-${step}.png`;
  assert.deepEqual(parseImages([named('b', 2), named('b', 10), named('a#x', 1), named('b+step', 3)]).map(({ key, step }) => `${key} ${step}`),
    ['a/x 1', 'b 2', 'b 10', 'b+step 3']);
});

test('earlier clients wrote % between the parts', () =>
  assert.deepEqual(parseImages(['images/dog%step%0%timestamp%7%ab-cd.png']).map(({ key, step, time }) => [key, step, time]), [['dog', 0, 7]]));

test('a file with another name is left out', () => assert.deepEqual(parseImages(['images/cat.png', 'images/x+step+y+timestamp+1+a.png']), []));
