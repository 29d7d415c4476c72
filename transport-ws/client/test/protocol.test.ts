import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editOf, Room } from './model/Room.js';

test('should send one edit at a time and gather the next', () => {
  const room = Room.joined();
  assert.deepEqual(
    room.update((scene) => (scene.a = 2)),
    [{ event: 'edit', room: 'room', seq: 1, base: 10, delta: { a: [1, 2] } }],
  );
  assert.deepEqual(room.update((scene) => (scene.a = 3)), []);
  assert.deepEqual(room.update((scene) => (scene['b'] = 1)), []);
  room.ack(1, 11);
  assert.deepEqual(room.socket.taken(), [
    { event: 'edit', room: 'room', seq: 2, base: 11, delta: { a: [2, 3], b: [1] } },
  ]);
  room.ack(2, 12);
  assert.deepEqual(room.data, { a: 3, b: 1, items: [] });
  assert.equal(room.client.version, 12);
  assert.deepEqual(room.heard('saved'), [[false], [true]]);
});

test('should gather the changes of one task in one edit', () => {
  const room = Room.joined();
  room.client.update((draft) => void (draft.a = 2));
  room.client.update((draft) => void (draft['b'] = 3));
  assert.deepEqual(room.update(() => undefined), [
    { event: 'edit', room: 'room', seq: 1, base: 10, delta: { a: [1, 2], b: [3] } },
  ]);
});

test('should send the same frame again unchanged after a reconnect', () => {
  const room = Room.joined();
  const sent = editOf(room.update((scene) => (scene.a = 2)));
  room.socket.close();
  room.update((scene) => (scene['b'] = 1));
  room.socket.open();
  assert.deepEqual(room.socket.taken(), [{ event: 'join', room: 'room', userId: 'ann', version: 10 }]);
  room.joined({ version: 12, from: 10, delta: { items: { _t: 'a', 0: [{ id: 'x' }] } }, seq: 0 });
  assert.deepEqual(room.socket.taken(), [sent]);
  assert.deepEqual(room.data, { a: 2, b: 1, items: [{ id: 'x' }] });
  room.ack(1, 13);
  assert.deepEqual(room.socket.taken(), [
    { event: 'edit', room: 'room', seq: 2, base: 13, delta: { b: [1] } },
  ]);
});

test('should take the edit in flight as applied when the state tells its number', () => {
  const room = Room.joined();
  room.update((scene) => (scene.a = 2));
  room.socket.close();
  room.socket.open();
  room.socket.taken();
  room.joined({ version: 11, from: 10, delta: { a: [1, 2] }, seq: 1 });
  assert.deepEqual(room.socket.taken(), []);
  assert.equal(room.client.saved, true);
  assert.deepEqual(room.data, { a: 2, items: [] });
});

test('should send nothing again on a state that it has not asked for', () => {
  const room = Room.joined();
  room.update((scene) => (scene.a = 2));
  room.joined({ version: 11, from: 10, delta: { b: [5] }, seq: 0, asked: false });
  assert.deepEqual(room.socket.taken(), []);
  assert.deepEqual(room.data, { a: 2, b: 5, items: [] });
  assert.equal(room.client.saved, false);
  room.joined({ version: 12, from: 11, delta: { a: [1, 2] }, seq: 1, asked: false });
  assert.equal(room.client.saved, true);
});

test('should join again from its version when it sees a gap', () => {
  for (const gap of [(room: Room) => room.edit(12, { a: [1, 2] }), (room: Room) => room.ack(1, 12)]) {
    const room = Room.joined();
    gap(room);
    assert.deepEqual(room.socket.taken(), [{ event: 'join', room: 'room', userId: 'ann', version: 10 }]);
    room.edit(13, { a: [2, 3] });
    assert.deepEqual(room.data, { a: 1, items: [] });
    room.joined({ version: 13, from: 10, delta: { a: [1, 3] }, seq: 0 });
    assert.deepEqual(room.data, { a: 3, items: [] });
    assert.equal(room.client.state, 'live');
  }
});

test('should drop a state for another version and join again', () => {
  const room = Room.joined();
  room.joined({ version: 14, from: 12, delta: { a: [1, 9] }, seq: 0, asked: false });
  assert.deepEqual(room.data, { a: 1, items: [] });
  assert.deepEqual(room.socket.taken(), [{ event: 'join', room: 'room', userId: 'ann', version: 10 }]);
});

test('should ignore a state below its version', () => {
  const room = Room.joined();
  room.joined({ version: 9, doc: {}, seq: 0, asked: false });
  room.joined({ version: 9, from: 8, delta: { a: [1, 9] }, seq: 0, asked: false });
  assert.deepEqual(room.data, { a: 1, items: [] });
  assert.deepEqual(room.socket.taken(), []);
});

test('should take the document of another timeline', () => {
  const room = Room.joined();
  room.socket.close();
  room.socket.open();
  room.joined({ version: 3, doc: { a: 7, items: [] }, seq: 0 });
  assert.deepEqual(room.data, { a: 7, items: [] });
  assert.equal(room.client.version, 3);
  room.edit(4, { a: [7, 8] });
  assert.equal(room.data.a, 8);
});

test('should ask for the document when a delta does not fit', () => {
  const room = Room.joined();
  room.edit(11, { nobody: { b: [1, 2] } });
  assert.deepEqual(room.socket.taken(), [{ event: 'join', room: 'room', userId: 'ann' }]);
  assert.equal(room.errors.length, 1);
});

test('should ignore versions that it has', () => {
  const room = Room.joined();
  room.edit(10, { a: [1, 9] });
  room.update((scene) => (scene.a = 2));
  room.ack(1, 10);
  assert.equal(room.client.saved, true);
  assert.equal(room.client.version, 10);
});

test('should apply what the server applied instead of what was sent', () => {
  const room = Room.joined();
  room.update((scene) => (scene.a = 2));
  room.ack(1, 11, { a: [1, 5] });
  assert.equal(room.data.a, 5);
  room.update((scene) => (scene.a = 6));
  room.ack(2, 12, null);
  assert.equal(room.data.a, 5);
  room.edit(13);
  assert.equal(room.client.version, 13);
});

test('should take a refused edit back and keep what was changed behind it', async () => {
  const room = Room.joined();
  room.update((scene) => (scene.a = 2));
  room.update((scene) => scene.items.push({ id: 'x' }));
  const isTaken = room.client.sync();
  room.told.length = 0;
  room.reject(1, 'invalid');
  assert.deepEqual(room.data, { a: 1, items: [{ id: 'x' }] });
  assert.deepEqual(room.heard('rejected'), [[{ code: 'invalid', message: 'no', delta: { a: [1, 2] } }]]);
  assert.deepEqual(room.heard('synced'), [[[{ a: [2, 1] }], false]]);
  assert.equal(editOf(room.socket.taken()).seq, 2);
  room.ack(2, 11);
  assert.equal(await isTaken, false);
  assert.equal(room.client.undo(), true);
  assert.deepEqual(room.data, { a: 1, items: [] });
  assert.equal(room.client.undo(), false);
});

test('should send a stale edit again, carried, under a new number', () => {
  for (const code of ['too-old', 'out-of-order'] as const) {
    const room = Room.joined({ items: [{ id: 'x' }] });
    room.update((scene) => scene.items.push({ id: 'y' }));
    room.edit(11, { items: { _t: 'a', 0: [{ id: 'z' }] } });
    room.reject(1, code, 11);
    assert.deepEqual(room.socket.taken(), [
      { event: 'edit', room: 'room', seq: 2, base: 11, delta: { items: { _t: 'a', 2: [{ id: 'y' }] } } },
    ]);
    assert.deepEqual(room.heard('rejected'), []);
    room.ack(2, 12);
    assert.equal(room.client.saved, true);
  }
});

test('should end a stale edit of which nothing is left', () => {
  const room = Room.joined({ items: [{ id: 'x', v: 1 }] });
  room.update((scene) => (scene.items[0]!.v = 2));
  room.edit(11, { items: { _t: 'a', _0: [{ id: 'x', v: 1 }, 0, 0] } });
  room.reject(1, 'too-old', 11);
  assert.deepEqual(room.socket.taken(), []);
  assert.equal(room.client.saved, true);
  assert.deepEqual(room.data, { items: [] });
});

test('should take a new id when its number is forgotten', async () => {
  const room = Room.joined();
  room.update((scene) => (scene.a = 2));
  const isTaken = room.client.sync();
  room.socket.close();
  room.socket.open();
  room.socket.taken();
  room.joined({ version: 11, from: 10, delta: { c: [1] } });
  assert.deepEqual(room.socket.calls, ['renewId']);
  assert.deepEqual(room.heard('unconfirmed'), [[{ delta: { a: [1, 2] } }]]);
  assert.deepEqual(room.data, { a: 1, c: 1, items: [] });
  assert.equal(await isTaken, false);
  room.socket.close();
  room.socket.id = 'next';
  room.socket.open();
  room.joined({ version: 11, from: 11, seq: 0 });
  assert.equal(editOf(room.update((scene) => (scene.a = 3))).seq, 1);
});

test('should not mind a forgotten number that it never used', () => {
  const room = new Room();
  room.socket.open();
  void room.client.join('ann');
  room.joined({ version: 10, doc: { items: [] } });
  assert.equal(room.client.state, 'live');
  assert.deepEqual(room.socket.calls, []);
});

test('should take a new id when somebody else uses its own', () => {
  const room = Room.joined();
  room.joined({ version: 11, from: 10, delta: { a: [1, 2] }, seq: 3, asked: false });
  assert.deepEqual(room.socket.calls, ['renewId']);
});

test('should report the edit in flight when the socket comes back with another id', () => {
  const room = Room.joined();
  room.update((scene) => (scene.a = 2));
  room.socket.close();
  room.socket.id = 'other';
  room.socket.open();
  assert.deepEqual(room.heard('unconfirmed'), [[{ delta: { a: [1, 2] } }]]);
  room.joined({ version: 11, from: 10, delta: { a: [1, 2] }, seq: 0 });
  assert.deepEqual(room.data, { a: 2, items: [] });
});

test('should connect again when an answer stays out', () => {
  const room = Room.joined();
  room.update((scene) => (scene.a = 2));
  room.clock.advance(60_000);
  assert.deepEqual(room.socket.calls, ['reconnect']);
});

test('should count on when a room is left and joined again', () => {
  const room = Room.joined();
  room.update((scene) => (scene.a = 2));
  room.ack(1, 11);
  room.client.destroy();
  assert.deepEqual(room.socket.taken(), [{ event: 'leave', room: 'room' }]);
  assert.equal(room.client.state, 'closed');
  assert.throws(() => room.client.getData(), /not joined/);
});
