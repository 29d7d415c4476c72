import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import WebSocket, { WebSocketServer } from 'ws';
import { EventSocketClient, SyncClient } from '../src/client/index.js';
import type { Command } from '../src/shared/commands.js';
import { ModelServer } from './model/ModelServer.js';

const README = new URL('../../README.md', import.meta.url);

test('should do what the quick start says', async () => {
  const model = new ModelServer();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  server.on('connection', (socket, request) => {
    const connection = model.accept({
      id: new URL(request.url!, 'ws://localhost').searchParams.get('id')!,
      deliver: (event) => socket.send(JSON.stringify(event)),
      onClosed: (code) => socket.close(code),
    });
    socket.on('message', (data: Buffer) => connection.receive(JSON.parse(data.toString()) as Command));
  });
  const { port } = server.address() as AddressInfo;
  const code = /```js\n([^]*?)```/.exec(readFileSync(README, 'utf8'))![1]!;
  // the page that runs it has the package and a WebSocket
  const module = code
    .replace("import { EventSocketClient, SyncClient } from '@canyon/client/client';", 'export default async (page) => {\n'
      + 'const { EventSocketClient, SyncClient, console, WebSocket } = page;')
    .replace('ws://localhost:8080/echo', `ws://127.0.0.1:${port}/echo`)
    .replace("/echo')", "/echo', { WebSocket })");
  const folder = new URL('../readme/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL('quick-start.mjs', folder);
  writeFileSync(file, `${module}\nreturn { client, socket };\n};\n`);
  const { default: quickStart } = (await import(file.href)) as {
    default: (page: object) => Promise<{ client: SyncClient; socket: EventSocketClient }>;
  };
  const lines: unknown[] = [];
  const console = { log: (line: string) => void lines.push(line) };
  const { client, socket } = await quickStart({ EventSocketClient, SyncClient, WebSocket, console });
  assert.equal(client.saved, true);
  assert.deepEqual(lines, ['I changed']);
  const { shapes } = model.room('my-room').document as unknown as { shapes: { kind: string }[] };
  assert.deepEqual(shapes.map(({ kind }) => kind), ['circle']);
  client.destroy();
  socket.close();
  server.clients.forEach((each) => each.terminate());
  server.close();
});
