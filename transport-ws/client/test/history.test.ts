import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Room } from './model/Room.js';

test('should undo and do again', () => {
  const room = Room.joined();
  assert.equal(room.client.canUndo, false);
  room.client.update((draft) => void (draft.a = 2));
  room.client.update((draft) => void draft.items.push({ id: 'x' }));
  assert.equal(room.client.undo(), true);
  assert.deepEqual(room.data, { a: 2, items: [] });
  assert.equal(room.client.undo(), true);
  assert.deepEqual(room.data, { a: 1, items: [] });
  assert.equal(room.client.undo(), false);
  assert.equal(room.client.redo(), true);
  assert.equal(room.client.redo(), true);
  assert.deepEqual(room.data, { a: 2, items: [{ id: 'x' }] });
  assert.equal(room.client.canRedo, false);
});

test('should send an undo as an edit', () => {
  const room = Room.joined();
  room.update((scene) => (scene.a = 2));
  room.ack(1, 11);
  room.client.undo();
  room.clock.advance(0);
  assert.deepEqual(room.socket.taken(), [
    { event: 'edit', room: 'room', seq: 2, base: 11, delta: { a: [2, 1] } },
  ]);
});

test('should undo own changes only', () => {
  const room = Room.joined({ items: [{ id: 'x' }] });
  room.update((scene) => scene.items.push({ id: 'y' }));
  room.ack(1, 11);
  room.edit(12, { items: { _t: 'a', 0: [{ id: 'z' }] }, b: [1] });
  room.client.undo();
  assert.deepEqual(room.data, { items: [{ id: 'z' }, { id: 'x' }], b: 1 });
  room.client.redo();
  assert.deepEqual(room.data, { items: [{ id: 'z' }, { id: 'x' }, { id: 'y' }], b: 1 });
});

test('should carry all undoable steps over the changes of others', () => {
  const room = Room.joined({ items: [{ id: 'x', v: 1 }] });
  room.client.update((draft) => void (draft.items[0]!.v = 2));
  room.client.update((draft) => void draft.items.splice(0, 1));
  room.update((scene) => scene.items.push({ id: 'y' }));
  room.ack(1, 11);
  room.edit(12, { items: { _t: 'a', 0: [{ id: 'z' }] } });
  room.client.undo();
  assert.deepEqual(room.data.items, [{ id: 'z' }]);
  room.client.undo();
  assert.deepEqual(room.data.items, [{ id: 'z' }, { id: 'x', v: 2 }]);
  room.client.undo();
  assert.deepEqual(room.data.items, [{ id: 'z' }, { id: 'x', v: 1 }]);
});

test('should pass over what others have removed', () => {
  const room = Room.joined({ a: 1, items: [{ id: 'x', v: 1 }] });
  room.client.update((draft) => void (draft.a = 2));
  room.update((scene) => (scene.items[0]!.v = 2));
  room.ack(1, 11);
  room.edit(12, { items: { _t: 'a', _0: [{ id: 'x', v: 2 }, 0, 0] } });
  assert.equal(room.client.undo(), true);
  assert.deepEqual(room.data, { a: 1, items: [] });
});

test('should not bring an item back that somebody else has brought back', () => {
  const room = Room.joined({ a: 1, items: [{ id: 'x' }] });
  room.update((scene) => void scene.items.splice(0, 1));
  room.ack(1, 11);
  room.edit(12, { items: { _t: 'a', 0: [{ id: 'x' }] } });
  assert.equal(room.client.undo(), false);
  assert.deepEqual(room.data.items, [{ id: 'x' }]);
});

test('should take a group of updates as one step', () => {
  const room = Room.joined({ a: 1, items: [{ id: 'x', v: 0 }] });
  for (let v = 1; v <= 5; v++) {
    room.client.update((draft) => void (draft.items[0]!.v = v), { group: 'drag 1' });
  }
  room.client.update((draft) => void (draft.items[0]!.v = 9), { group: 'drag 2' });
  room.client.undo();
  assert.equal(room.data.items[0]!.v, 5);
  room.client.undo();
  assert.equal(room.data.items[0]!.v, 0);
  room.client.redo();
  assert.equal(room.data.items[0]!.v, 5);
});

test('should leave alone what is not to be undone', () => {
  const room = Room.joined();
  room.client.update((draft) => void (draft.a = 2));
  room.client.update((draft) => void draft.items.push({ id: 'x' }), { isUndoable: false });
  room.client.undo();
  assert.deepEqual(room.data, { a: 1, items: [{ id: 'x' }] });
  assert.equal(room.client.canUndo, false);
});

test('should forget what can be done again at the next change', () => {
  const room = Room.joined();
  room.client.update((draft) => void (draft.a = 2));
  room.client.undo();
  room.client.update((draft) => void (draft['b'] = 1));
  assert.equal(room.client.redo(), false);
});
