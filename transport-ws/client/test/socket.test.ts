import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, beforeEach, test } from 'node:test';
import type { AddressInfo } from 'node:net';
import WebSocket, { WebSocketServer } from 'ws';
import { EventSocketClient, type EventSocketClientOptions, type WebSocketClass } from '../src/client/index.js';
import type { ServerEvent } from '../src/shared/events.js';
import { silentLogger } from '../src/shared/logger.js';

interface Arrival {
  readonly socket: WebSocket;
  readonly url: URL;
}

let server: WebSocketServer;
let client: EventSocketClient;
let arrivals: Arrival[];
let onArrival: (() => void) | undefined;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  arrivals = [];
  server.on('connection', (socket, request) => {
    arrivals.push({ socket, url: new URL(request.url!, 'ws://localhost') });
    onArrival?.();
  });
});

afterEach(async () => {
  client.close();
  server.clients.forEach((socket) => socket.terminate());
  server.close();
  await once(server, 'close');
});

function connect(options: EventSocketClientOptions = {}, path = ''): void {
  const { port } = server.address() as AddressInfo;
  client = new EventSocketClient(`ws://127.0.0.1:${port}${path}`, {
    WebSocket: WebSocket as unknown as WebSocketClass,
    logger: silentLogger,
    retryMs: [1, 8],
    ...options,
  });
}

/** The connection of a number, from 0, once it is there. */
async function arrival(number: number): Promise<Arrival> {
  while (arrivals.length <= number) {
    await new Promise<void>((resolve) => (onArrival = resolve));
  }
  return arrivals[number]!;
}

function opened(): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.listen({
      onOpen: () => {
        stop();
        resolve();
      },
    });
  });
}

test('should tell its id on the URL and keep it across reconnects', async () => {
  connect({}, '/echo?tenant=a');
  const first = await arrival(0);
  assert.equal(first.url.pathname, '/echo');
  assert.equal(first.url.searchParams.get('tenant'), 'a');
  assert.equal(first.url.searchParams.get('id'), client.id);
  assert.match(client.id, /^[\w-]{1,64}$/);
  first.socket.close(1001);
  assert.equal((await arrival(1)).url.searchParams.get('id'), client.id);
});

test('should connect again after every close that nobody asked for', async () => {
  connect();
  for (const [number, code] of [1000, 1001, 1008, 1011, 1012, 1013, 4001].entries()) {
    (await arrival(number)).socket.close(code);
  }
  (await arrival(7)).socket.terminate();
  await arrival(8);
});

test('should connect when the server comes up later', async () => {
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  let failures = 0;
  const failed = new Promise<void>((resolve) => {
    const logger = { ...silentLogger, info: () => void (++failures === 3 && resolve()) };
    client = new EventSocketClient(`ws://127.0.0.1:${port}`, {
      WebSocket: WebSocket as unknown as WebSocketClass,
      logger,
      retryMs: [1, 8],
    });
  });
  await failed;
  server = new WebSocketServer({ port, host: '127.0.0.1' });
  await opened();
  assert.equal(client.isOpen, true);
});

test('should carry frames both ways', async () => {
  connect();
  const opening = opened();
  const { socket } = await arrival(0);
  await opening;
  client.send({ event: 'leave', room: 'r' });
  const [data] = (await once(socket, 'message')) as [Buffer];
  assert.deepEqual(JSON.parse(data.toString()), { event: 'leave', room: 'r' });
  const events: ServerEvent[] = [];
  const received = new Promise<void>((resolve) =>
    client.listen({ onEvent: (event) => void (events.push(event) === 1 && resolve()) }),
  );
  socket.send('no JSON');
  socket.send('{"event":"permission","room":"r","permission":"readonly"}');
  await received;
  assert.deepEqual(events, [{ event: 'permission', room: 'r', permission: 'readonly' }]);
});

test('should tell when a connection opens and closes', async () => {
  connect();
  const calls: string[] = [];
  client.listen({ onOpen: () => void calls.push('open'), onClose: () => void calls.push('close') });
  const opening = opened();
  await opening;
  (await arrival(0)).socket.close(1001);
  await opened();
  assert.deepEqual(calls, ['open', 'close', 'open']);
});

test('should wait while the server is being deployed', async () => {
  let asked = 0;
  let isDeploying = true;
  const connections: number[] = [];
  connect({
    isDeploying: () => {
      isDeploying &&= ++asked % 4 !== 0;
      return Promise.resolve(isDeploying);
    },
    onDeployEnded: () => {
      connections.push(arrivals.length);
      throw new Error('the deployment of somebody else');
    },
  });
  const first = await arrival(0);
  assert.equal(asked, 4);
  isDeploying = true;
  first.socket.close(1001);
  await arrival(1);
  assert.equal(asked, 8);
  assert.deepEqual(connections, [0, 1]);
});

test('should connect when nobody can tell whether the server is being deployed', async () => {
  connect({ isDeploying: () => Promise.reject(new Error('no network')) });
  (await arrival(0)).socket.close(1001);
  await arrival(1);
});

test('should take a new id when another connection keeps taking its own', async () => {
  connect();
  const { id } = client;
  // once may be an own connection that the server saw late; what lies between does not matter
  for (const [number, code] of [4001, 1001, 4001].entries()) {
    const { socket, url } = await arrival(number);
    assert.equal(url.searchParams.get('id'), id);
    socket.close(code);
  }
  const next = (await arrival(3)).url.searchParams.get('id');
  assert.notEqual(next, id);
  assert.equal(next, client.id);
});

test('should connect anew when it is told to, with a new id if that is asked for', async () => {
  connect();
  const { id } = client;
  const first = await arrival(0);
  const closed = once(first.socket, 'close');
  client.reconnect();
  await closed;
  assert.equal((await arrival(1)).url.searchParams.get('id'), id);
  client.renewId();
  const renewed = (await arrival(2)).url.searchParams.get('id');
  assert.notEqual(renewed, id);
  assert.equal(renewed, client.id);
});

test('should stay closed once it was closed', async () => {
  connect();
  const opening = opened();
  const { socket } = await arrival(0);
  await opening;
  const closed = once(socket, 'close');
  client.close();
  const [code] = (await closed) as [number];
  assert.equal(code, 1000);
  assert.equal(client.isOpen, false);
  client.send({ event: 'leave', room: 'r' });
  client.reconnect();
  assert.equal(arrivals.length, 1);
});

test('should stay closed though a listener wants it back', async () => {
  connect();
  const opening = opened();
  await opening;
  const { socket } = await arrival(0);
  const closed = once(socket, 'close');
  client.listen({ onClose: () => client.reconnect() });
  client.close();
  await closed;
  assert.equal(client.isOpen, false);
  assert.equal(arrivals.length, 1);
});

test('should not connect twice when a listener is faster', async () => {
  connect();
  await opened();
  let closes = 0;
  client.listen({ onClose: () => void (++closes === 1 && client.reconnect()) });
  (await arrival(0)).socket.close(1001);
  await opened();
  assert.equal(client.isOpen, true);
  assert.equal(arrivals.length, 2);
});

test('should try again when no WebSocket can be made', async () => {
  let failures = 2;
  const errors: string[] = [];
  const Failing = class extends WebSocket {
    constructor(url: string) {
      if (failures-- > 0) {
        throw new Error('blocked');
      }
      super(url);
    }
  };
  connect({
    WebSocket: Failing as unknown as WebSocketClass,
    isDeploying: () => false,
    logger: { ...silentLogger, error: (message) => void errors.push(message) },
  });
  await arrival(0);
  assert.equal(errors.length, 2);
});

test('should pass over what is no frame', async () => {
  const errors: string[] = [];
  connect({ logger: { ...silentLogger, error: (message) => void errors.push(message) } });
  await opened();
  const { socket } = await arrival(0);
  const received = new Promise<ServerEvent>((resolve) => client.listen({ onEvent: resolve }));
  for (const text of ['null', '5', '"x"', '{', '{"event":"permission","room":"r","permission":"readonly"}']) {
    socket.send(text);
  }
  assert.equal((await received).event, 'permission');
  assert.equal(errors.length, 4);
});

test('should say when there is no WebSocket', () => {
  connect();
  const isMissing = globalThis.WebSocket === undefined;
  const create = () => new EventSocketClient('ws://127.0.0.1:1').close();
  if (isMissing) {
    assert.throws(create, /no WebSocket here/);
  } else {
    create();
  }
});
