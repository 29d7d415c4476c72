import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyChange } from '../src/change/applyChange.js';
import { diff } from '../src/change/diff.js';
import { invert } from '../src/change/invert.js';
import { readChange } from '../src/change/readChange.js';
import { writeChange } from '../src/change/writeChange.js';
import type { Delta } from '../src/shared/delta.js';
import { deepFreeze, type Json } from '../src/shared/json.js';
import { Random } from './model/Random.js';
import { randomDocument } from './model/randomDocument.js';

const SEED = Number(process.env['CANYON_TEST_SEED'] ?? Date.now() % 1_000_000_000);

test('should take every change back', (context) => {
  const random = new Random(SEED);
  context.diagnostic(`CANYON_TEST_SEED=${SEED}`);
  for (let i = 0; i < 3_000; i++) {
    const before = deepFreeze(randomDocument(random));
    const after = deepFreeze(randomDocument(random));
    const delta = diff(before, after);
    if (delta === undefined) {
      continue;
    }
    const change = readChange(JSON.parse(JSON.stringify(delta)) as Delta);
    assert.deepEqual(applyChange(before, change), after);
    const inverse = invert(change, before)!;
    assert.deepEqual(applyChange(after, inverse), before);
    assert.deepEqual(applyChange(after, readChange(writeChange(inverse))), before);
  }
});

test('should take back moves with changes inside', () => {
  const before: Json = [{ id: 'a', v: 1 }, { id: 'b', v: 1 }, { id: 'c', v: 1 }];
  const delta: Delta = { _t: 'a', _0: ['', 2, 3], _1: [{ id: 'b', v: 1 }, 0, 0], 0: [{ id: 'd' }], 2: { v: [1, 2] } };
  const change = readChange(delta);
  assert.deepEqual(applyChange(before, change), [{ id: 'd' }, { id: 'c', v: 1 }, { id: 'a', v: 2 }]);
  assert.deepEqual(writeChange(invert(change, before)!), {
    _t: 'a',
    0: { v: [2, 1] },
    1: [{ id: 'b', v: 1 }],
    _0: [{ id: 'd' }, 0, 0],
    _2: ['', 0, 3],
  });
});

test('should have nothing to take back where nothing was', () => {
  assert.equal(invert({ kind: 'remove', old: 1 }, undefined), undefined);
  assert.deepEqual(invert({ kind: 'set', value: 1 }, undefined), { kind: 'remove', old: 1 });
  assert.deepEqual(invert({ kind: 'set', value: 1 }, null), { kind: 'set', value: null, old: 1 });
});
