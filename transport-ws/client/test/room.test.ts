import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JoinRefusedError, SyncClient } from '../src/client/index.js';
import { silentLogger } from '../src/shared/logger.js';
import { editOf, Room } from './model/Room.js';

test('should resolve a join with the data', async () => {
  const room = new Room();
  const joining = room.client.join('ann', { token: 't' });
  assert.equal(room.client.state, 'offline');
  assert.throws(() => room.client.getData(), /not joined/);
  room.socket.open();
  assert.deepEqual(room.socket.taken(), [
    { event: 'join', room: 'room', userId: 'ann', credentials: { token: 't' } },
  ]);
  room.joined({ version: 5, doc: { items: [{ id: 'x' }] }, seq: 0 });
  const data = await joining;
  assert.deepEqual(data, { items: [{ id: 'x' }] });
  assert.equal(Object.isFrozen(data.items[0]), true);
  assert.deepEqual(room.heard('connection'), [['offline'], ['joining'], ['live']]);
  assert.deepEqual(room.heard('permission'), [['readwrite']]);
});

test('should reject a join that the server refuses', async () => {
  const room = new Room();
  room.socket.open();
  const joining = room.client.join('ann');
  room.socket.receive({ event: 'error', code: 'forbidden', message: 'no entry', room: 'room' });
  await assert.rejects(joining, new JoinRefusedError('no entry'));
  assert.equal(room.client.state, 'refused');
  room.socket.close();
  room.socket.open();
  assert.equal(room.socket.taken().length, 1);
  const again = room.client.join('ann', 'better');
  room.joined({ version: 0, doc: { items: [] }, seq: 0 });
  assert.deepEqual(await again, { items: [] });
});

test('should ask again while the room is unavailable', () => {
  const room = new Room();
  room.socket.open();
  void room.client.join('ann');
  room.socket.taken();
  room.socket.receive({ event: 'error', code: 'unavailable', message: 'loading', room: 'room' });
  assert.equal(room.client.state, 'waiting');
  room.clock.advance(1_000);
  assert.deepEqual(room.socket.taken(), [{ event: 'join', room: 'room', userId: 'ann' }]);
  assert.deepEqual(room.heard('error'), [[{ code: 'unavailable', message: 'loading' }]]);
});

test('should join again when the server does not know it', () => {
  const room = Room.joined();
  room.socket.receive({ event: 'error', code: 'not-joined', message: 'who', room: 'room' });
  assert.deepEqual(room.socket.taken(), [{ event: 'join', room: 'room', userId: 'ann', version: 10 }]);
});

test('should leave other rooms alone', () => {
  const room = Room.joined();
  room.socket.receive({ event: 'edit', room: 'elsewhere', version: 99, id: 'o', userId: 'b', delta: { a: [1, 2] } });
  assert.deepEqual(room.data, { a: 1, items: [] });
  assert.deepEqual(room.socket.taken(), []);
});

test('should refuse updates of a read-only room', () => {
  const room = Room.joined();
  room.socket.receive({ event: 'permission', room: 'room', permission: 'readonly' });
  assert.deepEqual(room.heard('permission'), [['readonly']]);
  assert.throws(() => room.client.update((draft) => void (draft.a = 2)), /read-only/);
  assert.equal(room.client.undo(), false);
  room.socket.receive({ event: 'permission', room: 'room', permission: 'readwrite' });
  assert.equal(room.update((scene) => (scene.a = 2)).length, 1);
});

test('should tell what changed, by whom', () => {
  const room = Room.joined();
  room.update((scene) => (scene.a = 2));
  room.edit(11, { b: [1] });
  room.ack(1, 12);
  assert.deepEqual(room.heard('synced'), [
    [[{ a: [1, 2] }], true],
    [[{ b: [1] }], false],
  ]);
});

test('should keep what did not change', () => {
  const room = Room.joined({ a: 1, items: [{ id: 'x' }, { id: 'y' }] });
  const { items } = room.data;
  room.edit(11, { a: [1, 2] });
  assert.equal(room.data.items, items);
  room.update((scene) => (scene.items[1]!.v = 1));
  assert.equal(room.data.items[0], items[0]);
  room.socket.close();
  room.socket.open();
  room.joined({ version: 30, doc: { a: 3, items: [{ id: 'x' }, { id: 'y' }] }, seq: 1 });
  assert.equal(room.data.items[0], items[0]);
});

test('should make JSON of what an update writes', () => {
  const room = Room.joined();
  const written = { n: NaN, gone: undefined, at: new Date(0), list: [undefined, -0] };
  const edit = editOf(room.update((scene) => (scene['w'] = written)));
  const json = { n: null, at: '1970-01-01T00:00:00.000Z', list: [null, 0] };
  assert.deepEqual(edit.delta, { w: [json] });
  assert.deepEqual(room.data['w'], json);
  assert.throws(() => ((room.data['w'] as { n: number }).n = 1), TypeError);
});

test('should edit keys that are names of Object.prototype', () => {
  const room = Room.joined();
  const keys = ['constructor', 'toString', 'valueOf', 'hasOwnProperty'];
  assert.deepEqual(editOf(room.update((scene) => keys.forEach((key) => (scene[key] = 1)))).delta, {
    constructor: [1],
    toString: [1],
    valueOf: [1],
    hasOwnProperty: [1],
  });
  room.ack(1, 11);
  const removal = editOf(room.update((scene) => keys.forEach((key) => delete scene[key])));
  assert.deepEqual(Object.keys(removal.delta), keys);
  assert.deepEqual(room.data, { a: 1, items: [] });
});

test('should set the parent of a key named _t', () => {
  const room = Room.joined({ o: { _t: 1, z: 0 }, items: [] });
  const edit = editOf(room.update((scene) => ((scene['o'] as Record<string, number>)['_t'] = 2)));
  assert.deepEqual(edit.delta, { o: [{ _t: 1, z: 0 }, { _t: 2, z: 0 }] });
});

test('should refuse an update of a key named __proto__', () => {
  const room = Room.joined({ o: {}, items: [] });
  const polluted = JSON.parse('{"__proto__":{"x":1}}') as object;
  assert.throws(() => room.client.update((draft) => ({ ...draft, o: polluted })), TypeError);
  assert.deepEqual(room.data, { o: {}, items: [] });
});

test('should send long texts as patches and half characters whole', () => {
  const text = 'a'.repeat(100);
  const room = Room.joined({ text, items: [] });
  const patch = editOf(room.update((scene) => (scene.text = `${text}b`))).delta as Record<string, unknown[]>;
  assert.equal(patch['text']![2], 2);
  room.ack(1, 11);
  const half = `${text}\ud83d`;
  assert.deepEqual(editOf(room.update((scene) => (scene.text = half))).delta, { text: [`${text}b`, half] });
});

test('should refuse a recipe that waits', () => {
  const room = Room.joined();
  assert.throws(() => room.client.update(() => Promise.resolve()), TypeError);
});

test('should survive a listener that throws', () => {
  const room = Room.joined();
  room.client.on(SyncClient.EVENTS.SYNCED, () => {
    throw new Error('mine');
  });
  room.edit(11, { a: [1, 2] });
  room.edit(12, { a: [2, 3] });
  assert.equal(room.data.a, 3);
  assert.equal(room.errors.length, 2);
});

test('should let a listener change the data', () => {
  const room = Room.joined();
  const stop = room.client.on('synced', (_, isLocal) => {
    if (!isLocal) {
      room.client.update((draft) => void (draft['seen'] = draft.a));
    }
  });
  room.edit(11, { a: [1, 2] });
  room.clock.advance(0);
  assert.deepEqual(editOf(room.socket.taken()).delta, { seen: [2] });
  stop();
  room.edit(12, { a: [2, 3] });
  assert.deepEqual(room.data, { a: 3, seen: 2, items: [] });
});

test('should tell who comes, goes, and what they do', () => {
  const room = new Room();
  room.socket.open();
  void room.client.join('ann');
  const bob = { id: 'b', userId: 'bob', presence: { x: 1 } };
  room.joined({ version: 1, doc: { items: [] }, seq: 0, members: [bob] });
  assert.deepEqual(room.client.others, [bob]);
  room.socket.receive({ event: 'entered', room: 'room', id: 'c', userId: 'cy' });
  room.socket.receive({ event: 'presence', room: 'room', id: 'c', userId: 'cy', presence: { x: 2 } });
  room.socket.receive({ event: 'left', room: 'room', id: 'b', userId: 'bob' });
  assert.deepEqual(room.client.others, [{ id: 'c', userId: 'cy', presence: { x: 2 } }]);
  assert.deepEqual(room.heard('entered'), [[bob], [{ id: 'c', userId: 'cy' }]]);
  assert.deepEqual(room.heard('left'), [[bob]]);
  assert.equal(room.heard('presence').length, 4);
  room.socket.close();
  room.socket.open();
  room.joined({ version: 1, from: 1, seq: 0, members: [] });
  assert.deepEqual(room.heard('left').length, 2);
});

test('should send presence once a frame, and again on a new connection', () => {
  const room = Room.joined();
  room.client.setPresence({ x: 1 });
  room.client.setPresence({ x: 2 });
  assert.deepEqual(room.socket.taken(), []);
  room.clock.advance(20);
  assert.deepEqual(room.socket.taken(), [{ event: 'presence', room: 'room', presence: { x: 2 } }]);
  room.socket.close();
  room.client.setPresence({ x: 3 });
  room.clock.advance(20);
  room.socket.open();
  room.socket.taken();
  room.joined({ version: 10, from: 10, seq: 0 });
  assert.deepEqual(room.socket.taken(), [{ event: 'presence', room: 'room', presence: { x: 3 } }]);
});

test('should present new credentials and keep them', () => {
  const room = Room.joined();
  room.client.authenticate('fresh');
  assert.deepEqual(room.socket.taken(), [{ event: 'auth', room: 'room', credentials: 'fresh' }]);
  room.socket.close();
  room.socket.open();
  assert.deepEqual(room.socket.taken(), [
    { event: 'join', room: 'room', userId: 'ann', credentials: 'fresh', version: 10 },
  ]);
});

test('should be in a room once per socket', () => {
  const room = Room.joined();
  const other = () => new SyncClient(room.socket, 'room', { scheduler: room.clock, logger: silentLogger });
  assert.throws(other, /in that room already/);
  room.update((scene) => (scene.a = 2));
  room.ack(1, 11);
  room.client.destroy();
  const next = other();
  void next.join('ann');
  room.joined({ version: 11, doc: { items: [] }, seq: 1 });
  room.socket.taken();
  next.update((draft: { items?: unknown }) => void (draft.items = [1]));
  room.clock.advance(0);
  assert.equal(editOf(room.socket.taken()).seq, 2);
});

test('should end what waits when it is destroyed', async () => {
  const room = Room.joined();
  room.update((scene) => (scene.a = 2));
  const isTaken = room.client.sync();
  room.client.destroy();
  room.client.destroy();
  assert.equal(await isTaken, false);
  await assert.rejects(room.client.join('ann'), /destroyed/);
});

test('should put what listeners change behind what they were told', () => {
  const room = Room.joined();
  const seen: unknown[] = [];
  room.client.on('connection', (state) => {
    if (state === 'live') {
      room.client.update((draft) => void (draft['mine'] = draft.a));
    }
  });
  room.client.on('synced', (operations) => seen.push(...operations));
  room.socket.close();
  room.socket.open();
  room.joined({ version: 11, from: 10, delta: { a: [1, 2] }, seq: 0 });
  assert.deepEqual(seen, [{ a: [1, 2] }, { mine: [2] }]);
});

test('should tell each sync apart when a listener sends at once', async () => {
  const room = Room.joined();
  let second: Promise<boolean> | undefined;
  room.client.on('synced', (_, isLocal) => {
    if (!isLocal && second === undefined) {
      room.client.update((draft) => void (draft['b'] = 1));
      second = room.client.sync();
    }
  });
  room.update((scene) => (scene.a = 2));
  const first = room.client.sync();
  room.ack(1, 11, { a: [1, 3] });
  room.reject(2, 'invalid');
  assert.equal(await first, true);
  assert.equal(await second, false);
});

test('should let a listener destroy the client', () => {
  const room = Room.joined();
  room.client.on('synced', () => room.client.destroy());
  room.joined({ version: 11, from: 10, delta: { a: [1, 2] }, seq: 0, asked: false });
  assert.equal(room.client.state, 'closed');
  assert.deepEqual(room.errors, []);
});

test('should send nothing more when a listener destroys the client while it joins', () => {
  const room = Room.joined();
  room.client.on('connection', (state) => state === 'joining' && room.client.destroy());
  room.edit(12, { a: [1, 2] });
  assert.deepEqual(room.socket.taken(), [{ event: 'leave', room: 'room' }]);
});

test('should tell of errors that name no room', () => {
  const room = Room.joined();
  room.socket.receive({ event: 'error', code: 'bad-frame', message: 'what' });
  assert.deepEqual(room.heard('error'), [[{ code: 'bad-frame', message: 'what' }]]);
  assert.equal(room.client.state, 'live');
});
