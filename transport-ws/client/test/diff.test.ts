import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from 'jsondiffpatch/with-text-diffs';
import { diff } from '../src/change/diff.js';
import { increasing } from '../src/shared/increasing.js';
import type { Json } from '../src/shared/json.js';
import { Random } from './model/Random.js';
import { randomDocument } from './model/randomDocument.js';

const plain = create();

test('should make deltas that plain jsondiffpatch applies', (context) => {
  const seed = Number(process.env['CANYON_TEST_SEED'] ?? Date.now() % 1_000_000_000);
  context.diagnostic(`CANYON_TEST_SEED=${seed}`);
  const random = new Random(seed);
  for (let i = 0; i < 5_000; i++) {
    const [left, right] = [randomDocument(random), randomDocument(random)];
    const delta = diff(left, right);
    const patched = plain.patch(structuredClone(left), structuredClone(delta) as never);
    assert.deepEqual(patched, right, JSON.stringify({ left, right, delta }));
    assert.equal(delta === undefined, JSON.stringify(left) === JSON.stringify(right));
  }
});

test('should move as few items as possible', () => {
  const items = (...ids: string[]) => ids.map((id) => ({ id }));
  assert.deepEqual(diff(items('a', 'b', 'c', 'd'), items('b', 'c', 'd', 'a')), { _t: 'a', _0: ['', 3, 3] });
  assert.deepEqual(diff(items('a', 'b', 'c', 'd'), items('d', 'a', 'b', 'c')), { _t: 'a', _3: ['', 0, 3] });
  assert.deepEqual(diff([1, 2, 3, 4], [3, 4, 1, 2]), { _t: 'a', _2: ['', 0, 3], _3: ['', 1, 3] });
});

test('should find a move across a long list', () => {
  const ids = Array.from({ length: 20_000 }, (_, id) => ({ id }));
  const [first, ...rest] = ids;
  assert.deepEqual(diff(ids, [...rest, first!]), { _t: 'a', _0: ['', 19_999, 3] });
});

test('should tell items by id, else _id, else by identity, else by position', () => {
  assert.deepEqual(diff([{ id: 1, v: 1 }], [{ id: '1', v: 1 }]), {
    _t: 'a',
    0: [{ id: '1', v: 1 }],
    _0: [{ id: 1, v: 1 }, 0, 0],
  });
  assert.deepEqual(diff([{ _id: 'a', v: 1 }], [{ _id: 'b' }, { _id: 'a', v: 2 }]), {
    _t: 'a',
    0: [{ _id: 'b' }],
    1: { v: [1, 2] },
  });
  const [one, two]: Json[] = [{ v: 1 }, { v: 2 }];
  assert.deepEqual(diff([one!, two!], [{ v: 3 }, one!, two!]), { _t: 'a', 0: [{ v: 3 }] });
  assert.deepEqual(diff([{ v: 1 }, { v: 2 }], [{ v: 1 }, { v: 3 }]), { _t: 'a', 1: { v: [2, 3] } });
});

test('should count equal values', () => {
  assert.deepEqual(diff([1, 1, 2], [1, 2]), { _t: 'a', _1: [1, 0, 0] });
  assert.deepEqual(diff([null], [{ v: 1 }]), { _t: 'a', 0: [{ v: 1 }], _0: [null, 0, 0] });
  assert.deepEqual(diff([1], ['1']), { _t: 'a', 0: ['1'], _0: [1, 0, 0] });
});

test('should find a longest ascending part', () => {
  assert.deepEqual(increasing([]), []);
  assert.deepEqual(increasing([3, 0, 1, 2]), [0, 1, 2]);
  assert.deepEqual(increasing([2, 5, 3, 7, 11, 8, 10, 13, 6]), [2, 3, 7, 8, 10, 13]);
});
