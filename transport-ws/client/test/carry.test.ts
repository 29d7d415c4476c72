import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { applyChange } from '../src/change/applyChange.js';
import type { Change } from '../src/change/Change.js';
import { carry } from '../src/change/carry.js';
import { fit } from '../src/change/fit.js';
import { readChange } from '../src/change/readChange.js';
import { writeChange } from '../src/change/writeChange.js';
import { diff } from '../src/change/diff.js';
import { diffPatchFactory } from '../src/shared/diffPatchFactory.js';
import type { Delta } from '../src/shared/delta.js';
import type { Json } from '../src/shared/json.js';
import { Random } from './model/Random.js';
import { randomDocument } from './model/randomDocument.js';

interface Vector {
  readonly id: number;
  readonly base: Json;
  readonly applied: Delta[];
  readonly edit: Delta;
  readonly document: Json;
  readonly carried: Delta | null;
  readonly result: Json;
}

const VECTORS = new URL('../../../../engine/src/test/resources/vectors/carry.jsonl', import.meta.url);
const vectors = readFileSync(VECTORS, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Vector);

function carryOver(edit: Delta, applied: Delta[]): Delta | null {
  let carried: Change | undefined = readChange(edit);
  for (const delta of applied) {
    carried = carried && carry(carried, readChange(delta));
  }
  return carried === undefined ? null : writeChange(carried);
}

test('should reproduce every recorded case of a carried delta', () => {
  assert.equal(vectors.length, 600);
  for (const vector of vectors) {
    assert.deepEqual(carryOver(vector.edit, vector.applied), vector.carried, `case ${vector.id}`);
  }
});

test('should go into an object that came in the place of another', () => {
  const edit: Delta = {
    a: { l: { _t: 'a', 3: ['x'], _0: [9, 0, 0] }, o: { p: [1], q: { r: [2] } }, s: [3], t: [4, 0, 0] },
  };
  assert.deepEqual(carryOver(edit, [{ a: [{}, { l: [7], o: { q: 5 }, s: {} }] }]), {
    a: { l: { _t: 'a', 1: ['x'] }, o: { p: [1] }, s: [3], t: [4, 0, 0] },
  });
  assert.deepEqual(carryOver(edit, [{ a: [{}, { l: {}, o: [] }] }]), { a: { s: [3], t: [4, 0, 0] } });
  assert.equal(carryOver({ a: { o: { q: { r: [2] } } } }, [{ a: [{}, { o: { q: [] } }] }]), null);
});

test('should apply deltas as jsondiffpatch does', () => {
  const differ = diffPatchFactory();
  for (const vector of vectors) {
    let document = vector.base;
    for (const delta of vector.applied) {
      const expected = differ.patch(structuredClone(document), structuredClone(delta) as never);
      document = applyChange(document, readChange(delta)) as Json;
      assert.deepEqual(document, expected, `case ${vector.id}`);
    }
    assert.deepEqual(document, vector.document, `case ${vector.id}`);
    if (vector.carried !== null) {
      const carried = fit(document, readChange(vector.carried))!;
      assert.deepEqual(applyChange(document, carried), vector.result, `case ${vector.id}`);
    }
  }
});

test('should come to the same in either order', (context) => {
  const seed = Number(process.env['CANYON_TEST_SEED'] ?? Date.now() % 1_000_000_000);
  context.diagnostic(`CANYON_TEST_SEED=${seed}`);
  const random = new Random(seed);
  const apply = (document: Json, change: Change | undefined) => {
    const part = change && fit(document, change);
    return part === undefined ? document : applyChange(document, part);
  };
  let count = 0;
  for (let i = 0; i < 5_000; i++) {
    const document = randomDocument(random);
    const [one, two] = [0, 1].map(() => diff(document, { ...randomDocument(random), text: document.text }));
    if (one === undefined || two === undefined) {
      continue;
    }
    const [first, last] = [readChange(one), readChange(two)];
    const behindFirst = apply(applyChange(document, first) as Json, carry(last, first));
    const behindLast = apply(applyChange(document, last) as Json, carry(first, last, 'first'));
    assert.deepEqual(behindLast, behindFirst, JSON.stringify({ document, one, two }));
    count++;
  }
  assert.ok(count > 4_000);
});
