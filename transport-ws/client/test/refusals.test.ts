import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JoinRefusedError, UpdateTooLargeError } from '../src/client/index.js';
import { editOf, Room } from './model/Room.js';

const JOIN = { event: 'join', room: 'room', userId: 'ann', version: 10 };

/** The connection is lost, and comes back; the room has applied edits up to this one. */
function comeBack(room: Room, code: number | undefined, seq: number): void {
  room.socket.close(code);
  room.socket.open();
  room.socket.taken();
  room.joined({ version: 10, from: 10, seq });
}

test('should notice that the server has put it out of the room', () => {
  const room = Room.joined();
  room.update((scene) => (scene.a = 2));
  room.error('forbidden');
  assert.equal(room.client.state, 'refused');
  assert.deepEqual(room.socket.taken(), []);
  room.client.authenticate('better');
  assert.deepEqual(room.socket.taken(), [{ ...JOIN, credentials: 'better' }]);
  room.joined({ version: 10, from: 10, seq: 0 });
  assert.deepEqual(room.socket.taken().map(({ event }) => event), ['edit']);
});

test('should come back to a room that had no place or no time for it', () => {
  for (const code of ['limit', 'unavailable', 'room-closed'] as const) {
    const room = Room.joined();
    room.error(code);
    assert.equal(room.client.state, 'waiting', code);
    room.clock.advance(1_000);
    assert.deepEqual(room.socket.taken(), [JOIN]);
    room.joined({ version: 10, from: 10, seq: 0 });
    assert.equal(room.client.state, 'live');
  }
});

test('should stop showing what the server refuses', () => {
  const room = Room.joined();
  const shown = () => room.socket.taken().filter(({ event }) => event === 'presence').length;
  room.client.setPresence({ big: 'x' });
  room.clock.advance(20);
  assert.equal(shown(), 1);
  for (const expected of [1, 0, 0]) {
    room.error('limit');
    room.clock.advance(1_000);
    room.joined({ version: 10, from: 10, seq: 0 });
    assert.equal(shown(), expected);
  }
  room.client.setPresence({ small: 'y' });
  room.clock.advance(20);
  assert.equal(shown(), 1);
});

test('should give up a room whose name or user the server does not take', async () => {
  for (const fail of [
    (room: Room) => room.errorOfNoRoom('limit'),
    (room: Room) => room.errorOfNoRoom('bad-frame'),
    (room: Room) => room.error('bad-frame'),
  ]) {
    const room = new Room();
    room.socket.open();
    const joining = room.client.join('ann');
    fail(room);
    await assert.rejects(joining, new JoinRefusedError('no'));
    assert.equal(room.client.state, 'refused');
    assert.equal(room.clock.waiting, 0);
  }
});

test('should leave alone what the server refuses of other rooms', () => {
  const room = Room.joined();
  room.errorOfNoRoom('limit');
  room.errorOfNoRoom('bad-frame');
  assert.equal(room.client.state, 'live');
  assert.deepEqual(room.socket.taken(), []);
});

test('should refuse an update that is longer than the server takes', () => {
  const room = Room.joined(undefined, { maxFrameBytes: 1_000 });
  assert.throws(() => room.update((scene) => (scene['long'] = '€'.repeat(320))), UpdateTooLargeError);
  assert.deepEqual(room.socket.taken(), []);
  assert.deepEqual(room.data, { a: 1, items: [] });
  assert.equal(room.client.canUndo, false);
  assert.equal(room.client.saved, true);
  const short = editOf(room.update((scene) => (scene['long'] = '€'.repeat(300))));
  assert.deepEqual(short.delta, { long: ['€'.repeat(300)] });
});

test('should take no more than one edit while it is offline', async () => {
  const room = Room.joined(undefined, { maxFrameBytes: 1_000 });
  room.socket.close(1006);
  const text = 'x'.repeat(400);
  room.update((scene) => (scene['b'] = text));
  room.update((scene) => (scene['c'] = text));
  const taken = room.data;
  assert.throws(() => room.update((scene) => (scene['d'] = text)), UpdateTooLargeError);
  assert.equal(room.data, taken);
  // not what comes one after the other counts, but what it comes to
  for (let i = 0; i < 50; i++) {
    room.update((scene) => (scene['c'] = `${i}`.padStart(100)));
  }
  const isTaken = room.client.sync();
  room.socket.open();
  room.joined({ version: 10, from: 10, seq: 0 });
  assert.deepEqual(room.heard('rejected'), []);
  assert.deepEqual(editOf(room.socket.taken()).delta, { b: [text], c: ['49'.padStart(100)] });
  // behind an edit that is under way there is as much room again
  room.update((scene) => (scene['d'] = text + text));
  assert.throws(() => room.update((scene) => (scene['e'] = text)), UpdateTooLargeError);
  room.ack(1, 11);
  assert.equal(await isTaken, true);
  assert.deepEqual(editOf(room.socket.taken()).delta, { d: [text + text] });
});

test('should take back what undo has made longer than the server takes', async () => {
  const text = 'x'.repeat(600);
  const room = Room.joined({ b: text, c: text }, { maxFrameBytes: 1_000 });
  room.update((scene) => (scene['b'] = ''));
  room.ack(1, 11);
  room.update((scene) => (scene['c'] = ''));
  room.ack(2, 12);
  assert.ok(room.client.undo() && room.client.undo());
  const isTaken = room.client.sync();
  assert.deepEqual(room.socket.taken(), []);
  const [[rejected]] = room.heard('rejected') as [[{ code: string }]];
  assert.equal(rejected.code, 'too-large');
  assert.equal(await isTaken, false);
  assert.deepEqual(room.data, { b: '', c: '' });
});

test('should have all who wait for what is unsent wait for one edit', async () => {
  const room = Room.joined();
  room.socket.close(1006);
  const waiting = new Set<Promise<boolean>>();
  for (let i = 0; i < 1_000; i++) {
    room.update((scene) => (scene['b'] = i));
    waiting.add(room.client.sync());
  }
  assert.equal(waiting.size, 1);
  room.socket.open();
  room.joined({ version: 10, from: 10, seq: 0 });
  room.update((scene) => (scene['b'] = 'later'));
  const later = room.client.sync();
  room.ack(1, 11);
  assert.deepEqual(await Promise.all(waiting), [true]);
  room.reject(2, 'conflict', 11);
  assert.equal(await later, false);
});

test('should not send for ever what the server ends the connection for', () => {
  const room = Room.joined();
  const sent = editOf(room.update((scene) => (scene['long'] = 'x'.repeat(2_000))));
  room.update((scene) => (scene.a = 2));
  comeBack(room, 1009, 0);
  assert.deepEqual(room.heard('rejected'), [
    [{ code: 'too-large', message: 'the server does not take the frame', delta: sent.delta }],
  ]);
  const next = editOf(room.socket.taken());
  assert.deepEqual([next.seq, next.delta], [2, { a: [1, 2] }]);
});

test('should send a short edit again whatever the connection ended for', () => {
  const room = Room.joined();
  const sent = room.update((scene) => (scene.a = 2));
  comeBack(room, 1009, 0);
  assert.deepEqual(room.socket.taken(), sent);
  comeBack(room, 1008, 0);
  comeBack(room, undefined, 0);
  comeBack(room, 1007, 0);
  assert.deepEqual(room.socket.taken(), sent);
  comeBack(room, 1008, 0);
  assert.deepEqual(room.socket.taken(), []);
  assert.deepEqual(room.heard('rejected').map(([edit]) => (edit as { code: string }).code), ['invalid']);
});

test('should find out which frame is bad', () => {
  const room = Room.joined();
  const sent = room.update((scene) => (scene.a = 2));
  room.errorOfNoRoom('bad-frame');
  assert.deepEqual(room.socket.taken(), [JOIN]);
  room.joined({ version: 10, from: 10, seq: 0 });
  assert.deepEqual(room.socket.taken(), sent);
  room.error('bad-frame');
  room.socket.taken();
  room.joined({ version: 10, from: 10, seq: 0 });
  assert.deepEqual(room.socket.taken(), []);
  assert.deepEqual(room.data, { a: 1, items: [] });
  assert.equal(room.client.saved, true);
});

test('should wait longer each time when an edit takes its time', () => {
  const room = Room.joined();
  room.update((scene) => (scene.a = 2));
  const reconnects = () => room.socket.calls.splice(0).length;
  for (const waitMs of [30_000, 60_000, 120_000]) {
    room.clock.advance(waitMs - 1);
    assert.equal(reconnects(), 0);
    room.clock.advance(1);
    assert.equal(reconnects(), 1);
    comeBack(room, undefined, 0);
  }
  room.ack(1, 11);
  room.update((scene) => (scene.a = 3));
  room.clock.advance(30_000);
  assert.equal(reconnects(), 1);
});

test('should leave nothing behind that waits', () => {
  const inFlight = Room.joined();
  inFlight.update((scene) => (scene.a = 2));
  inFlight.client.setPresence({ x: 1 });
  const waiting = Room.joined();
  waiting.error('unavailable');
  const joining = new Room();
  joining.socket.open();
  joining.client.join('ann').catch(() => undefined);
  for (const room of [inFlight, waiting, joining]) {
    assert.notEqual(room.clock.waiting, 0);
    room.client.destroy();
    assert.equal(room.clock.waiting, 0);
    room.socket.taken();
    room.socket.close();
    room.socket.open();
    room.joined({ version: 99, doc: {}, seq: 0 });
    assert.deepEqual(room.socket.taken(), []);
    assert.equal(room.client.state, 'closed');
  }
});
