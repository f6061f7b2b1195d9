/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Span } from '../api/client.ts';
import { parseExactly, toSpans } from '../api/trace.ts';
import { rowsOf } from './tree.ts';

const span = (id: string, parentId: string | null = null, start = 0): Span => ({
  id, parentId, name: id, type: '', status: 'OK', message: '', start, duration: 1, inputs: undefined, outputs: undefined, attributes: [], events: [],
});
const shown = (spans: Span[], folded: string[] = []): string[] =>
  rowsOf(spans, new Set(folded)).map(({ span: { id }, depth }) => `${'.'.repeat(depth)}${id}`);

test('spans stand below the span that called them', () =>
  assert.deepEqual(shown([span('a'), span('b', 'a'), span('c', 'b'), span('d', 'a')]), ['a', '.b', '..c', '.d']));

test('below a folded span nothing is shown', () =>
  assert.deepEqual(shown([span('a'), span('b', 'a'), span('c', 'b'), span('d')], ['a']), ['a', 'd']));

test('spans without their parent, or with each other as parents, are shown once', () => {
  assert.deepEqual(shown([span('a', 'gone'), span('b', 'b'), span('c', 'd'), span('d', 'c')]), ['a', 'b', 'c', '.d']);
});

test('a chain of calls may be long', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => span(`s${i}`, i === 0 ? null : `s${i - 1}`));
  assert.equal(rowsOf(chain, new Set()).at(-1)?.depth, 19_999);
});

test('the times and large integers of a span keep all digits', () => {
  const wire = parseExactly(`[{"span_id":"lb3B6p6xobk=","start_time_unix_nano":1795852188031260960,"end_time_unix_nano":1795852188031261001,
    "attributes":[{"key":"n","value":{"int_value":9007199254740993}},{"key":"s","value":{"string_value":"\\"int_value\\":12345678901234567890,"}}]}]`);
  const [found] = toSpans(wire as Parameters<typeof toSpans>[0]);
  assert.equal(found?.id, '95bdc1ea9eb1a1b9');
  assert.equal(found?.duration, 0.000041);
  assert.deepEqual(found?.attributes, [['n', '9007199254740993'], ['s', '"int_value":12345678901234567890,']]);
});

test('values of spans are what was recorded, whatever their names', () => {
  const [found] = toSpans([{
    span_id: 'AA==', attributes: [{
      key: 'mlflow.spanInputs', value: { kvlist_value: { values: [
        { key: '__proto__', value: { array_value: { values: [{ bool_value: false }, {}, { double_value: 0.5 }] } } }, { key: 'empty', value: { kvlist_value: {} } }] } },
    }],
  }]);
  assert.equal(JSON.stringify(found?.inputs), '{"__proto__":[false,null,0.5],"empty":{}}');
});
