import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import WebSocket from 'ws';
import { EventSocketClient, SyncClient, type WebSocketClass } from '../src/client/index.js';
import { createLogger, silentLogger } from '../src/shared/logger.js';
import { type Doc, Editor, initialDocument, Ledger, tokensIn } from './model/Editor.js';
import { JarServer } from './model/JarServer.js';
import { Random } from './model/Random.js';

const JAR = process.env['CANYON_JAR'];
const skip = JAR === undefined ? 'CANYON_JAR does not say where canyon.jar is' : false;
const SEED = Number(process.env['CANYON_TEST_SEED'] ?? Date.now() % 1_000_000_000);
const CONVERGE_MS = 60_000;

let server: JarServer;
let rooms = 0;
let open: { destroy(): void; socket: EventSocketClient }[] = [];

before(async () => {
  if (JAR !== undefined) {
    server = new JarServer(JAR);
    await server.start();
  }
});

afterEach(() => {
  for (const client of open.splice(0)) {
    client.destroy();
    client.socket.close();
  }
});

after(() => server?.destroy());

function connect(): EventSocketClient {
  return new EventSocketClient(server.url, {
    WebSocket: WebSocket as unknown as WebSocketClass,
    logger: createLogger('error'),
    retryMs: [20, 500],
  });
}

async function join(room: string, userId: string): Promise<SyncClient<Doc>> {
  const socket = connect();
  const client = new SyncClient<Doc>(socket, room);
  open.push({ socket, destroy: () => client.destroy() });
  await client.join(userId);
  return client;
}

/** A room that has what editors edit. */
async function newRoom(): Promise<string> {
  const room = `client-test-${++rooms}`;
  const client = await join(room, 'founder');
  client.update(() => initialDocument());
  assert.equal(await client.sync(), true);
  return room;
}

/** Waits until a condition holds that some event may bring about. */
async function eventually(what: string, condition: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + CONVERGE_MS;
  while (!condition()) {
    if (Date.now() > deadlineMs) {
      throw new Error(`did not happen: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function converge(clients: SyncClient<Doc>[]): Promise<void> {
  await eventually('everybody is live', () => clients.every(({ state }) => state === 'live'));
  await eventually('all is saved', () => clients.every(({ saved }) => saved));
  const versions = () => new Set(clients.map(({ version }) => version));
  await eventually('everybody has the last version', () => versions().size === 1);
  for (const client of clients) {
    assert.deepEqual(client.getData(), clients[0]!.getData());
  }
}

test('should share a document between two clients', { skip }, async () => {
  const room = await newRoom();
  const [ann, bob] = [await join(room, 'ann'), await join(room, 'bob')];
  ann.update((draft) => void draft.nums.push('one'));
  bob.update((draft) => void draft.nums.push('two'));
  await converge([ann, bob]);
  assert.deepEqual([...ann.getData().nums].sort(), ['one', 'two']);
});

test('should show presence', { skip }, async () => {
  const room = await newRoom();
  const [ann, bob] = [await join(room, 'ann'), await join(room, 'bob')];
  const bobSeen = () => ann.others.find(({ userId }) => userId === 'bob');
  bob.setPresence({ x: 1 });
  await eventually('ann sees bob', () => bobSeen()?.presence?.['x'] === 1);
  bob.destroy();
  await eventually('ann sees bob go', () => bobSeen() === undefined);
});

test('should undo own changes only', { skip }, async () => {
  const room = await newRoom();
  const [ann, bob] = [await join(room, 'ann'), await join(room, 'bob')];
  ann.update((draft) => void draft.nums.push('ann'));
  await ann.sync();
  bob.update((draft) => void draft.nums.unshift('bob'));
  await bob.sync();
  await converge([ann, bob]);
  assert.equal(ann.undo(), true);
  await converge([ann, bob]);
  assert.deepEqual(bob.getData().nums, ['bob']);
  assert.equal(ann.redo(), true);
  await converge([ann, bob]);
  assert.equal(bob.getData().nums.length, 2);
});

/** Several editors edit while something happens; in the end they agree, and no item is lost or doubled. */
async function editThrough(
  steps: number,
  usesUndo: boolean,
  happen: (step: number, editors: Editor<EventSocketClient>[]) => unknown,
): Promise<void> {
  const room = await newRoom();
  const random = new Random(SEED);
  const ledger = new Ledger();
  const errors: unknown[] = [];
  const logger = { ...silentLogger, error: (...error: unknown[]) => void errors.push(error) };
  const editors = [0, 1, 2, 3].map((i) => {
    const socket = connect();
    const editor = new Editor(`u${i}`, socket, random, ledger, { logger }, room);
    open.push({ socket, destroy: () => editor.client.destroy() });
    return editor;
  });
  await eventually('everybody is in', () => editors.every(({ isReady }) => isReady));
  for (let step = 0; step < steps; step++) {
    random.pick(editors).act(usesUndo);
    await happen(step, editors);
    if (random.chance(0.3)) {
      await new Promise((resolve) => setTimeout(resolve, random.below(10)));
    }
  }
  const clients = editors.map(({ client }) => client);
  await converge(clients);
  assert.deepEqual(errors, []);
  const tokens = tokensIn(clients[0]!.getData());
  const sure = tokens.filter((token) => !ledger.unsure.has(token));
  assert.equal(new Set(sure).size, sure.length, 'each item stands there once');
  for (const [token, path] of ledger.inserted) {
    if (![token, ...path].some((each) => ledger.removed.has(each) || ledger.unsure.has(each))) {
      assert.ok(tokens.includes(token), `${token} is there`);
    }
  }
  for (const { seen, client } of editors) {
    assert.deepEqual(seen, client.getData());
  }
}

test('should converge while connections are lost', { skip }, async (context) => {
  context.diagnostic(`CANYON_TEST_SEED=${SEED}`);
  const random = new Random(SEED + 1);
  await editThrough(800, true, (_, editors) => {
    if (random.chance(0.03)) {
      random.pick(editors).socket.reconnect();
    }
  });
});

test('should converge through kills of the server', { skip }, async (context) => {
  context.diagnostic(`CANYON_TEST_SEED=${SEED}`);
  await editThrough(300, false, async (step) => {
    if (step % 100 === 50) {
      await server.stop('SIGKILL');
    } else if (step % 100 === 60) {
      await server.start();
    }
  });
});

test('should converge through a stop in good order', { skip }, async (context) => {
  context.diagnostic(`CANYON_TEST_SEED=${SEED}`);
  await editThrough(200, true, async (step) => {
    if (step === 100) {
      await server.stop('SIGTERM');
    } else if (step === 120) {
      await server.start();
    }
  });
});
