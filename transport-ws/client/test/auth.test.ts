import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import WebSocket from 'ws';
import { EventSocketClient, JoinRefusedError, SyncClient, type WebSocketClass } from '../src/client/index.js';
import { silentLogger } from '../src/shared/logger.js';
import { JarServer } from './model/JarServer.js';

const JAR = process.env['CANYON_JAR'];
const skip = JAR === undefined ? 'CANYON_JAR does not say where canyon.jar is' : false;

/** Editors may write, readers may read, and nobody else comes in. */
const AUTHENTICATOR = `
package plugin;

import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

public final class Roles implements Authenticator {
    @Override
    public CompletionStage<Admission> authenticate(Request request) {
        String role = String.valueOf(request.credentials().string());
        Admission admission =
                switch (role) {
                    case "editor" -> Admission.READ_WRITE;
                    case "reader" -> Admission.READ_ONLY;
                    default -> null;
                };
        return CompletableFuture.completedFuture(admission);
    }
}
`;

const folder = mkdtempSync(join(tmpdir(), 'canyon-auth-'));
const servers: JarServer[] = [];
let roles: JarServer;
let open: (() => void)[] = [];

async function start(...options: string[]): Promise<JarServer> {
  const server = new JarServer(JAR!, options);
  servers.push(server);
  await server.start();
  return server;
}

/** A jar with the authenticator, for --plugins. */
function writePlugin(): string {
  const services = join(folder, 'classes/META-INF/services');
  const plugins = join(folder, 'plugins');
  mkdirSync(services, { recursive: true });
  mkdirSync(plugins);
  writeFileSync(join(folder, 'Roles.java'), AUTHENTICATOR);
  writeFileSync(join(services, 'io.canyon.engine.spi.Authenticator'), 'plugin.Roles');
  execFileSync('javac', ['--release', '17', '-cp', JAR!, '-d', join(folder, 'classes'), join(folder, 'Roles.java')]);
  execFileSync('jar', ['--create', '--file', join(plugins, 'roles.jar'), '-C', join(folder, 'classes'), '.']);
  return plugins;
}

before(async () => {
  if (JAR !== undefined) {
    roles = await start('--plugins', writePlugin());
  }
});

afterEach(() => open.splice(0).forEach((close) => close()));

after(async () => {
  await Promise.all(servers.map((server) => server.destroy()));
  rmSync(folder, { recursive: true, force: true });
});

function connect(server: JarServer, room: string): SyncClient {
  const socket = new EventSocketClient(server.url, {
    WebSocket: WebSocket as unknown as WebSocketClass,
    logger: silentLogger,
    retryMs: [20, 500],
  });
  const client = new SyncClient(socket, room);
  open.push(() => {
    client.destroy();
    socket.close();
  });
  return client;
}

/** The arguments of the next event of a name. */
function next(client: SyncClient, name: 'connection' | 'permission' | 'rejected' | 'synced'): Promise<unknown[]> {
  return new Promise((resolve) => {
    const stop = client.on(name, (...args: unknown[]) => {
      stop();
      resolve(args);
    });
  });
}

test('should be refused without the token, and let in with it', { skip }, async () => {
  const server = await start('--token', 'secret');
  const client = connect(server, 'room');
  await assert.rejects(client.join('ann'), JoinRefusedError);
  assert.equal(client.state, 'refused');
  await assert.rejects(client.join('ann', 'guessed'), JoinRefusedError);
  assert.deepEqual(await client.join('ann', 'secret'), {});
  client.update((draft) => void Object.assign(draft, { a: 1 }));
  assert.equal(await client.sync(), true);
});

test('should come in with better credentials while it is refused', { skip }, async () => {
  const client = connect(roles, 'better');
  await assert.rejects(client.join('ann', 'stranger'), JoinRefusedError);
  const joined = new Promise((resolve) => client.on('joined', resolve));
  client.authenticate('editor');
  await joined;
  assert.equal(client.permission, 'readwrite');
});

test('should read, show presence and not write with the permission to read', { skip }, async () => {
  const [editor, reader] = [connect(roles, 'shared'), connect(roles, 'shared')];
  await editor.join('ann', 'editor');
  await reader.join('bob', 'reader');
  assert.equal(reader.permission, 'readonly');
  const seen = next(reader, 'synced');
  editor.update((draft) => void Object.assign(draft, { a: 1 }));
  await seen;
  assert.deepEqual(reader.getData(), { a: 1 });
  assert.throws(() => reader.update((draft) => void Object.assign(draft, { a: 2 })), /read-only/);
  const isShown = () => editor.others.some(({ presence }) => presence !== undefined);
  const shown = new Promise<void>((resolve) => editor.on('presence', () => isShown() && resolve()));
  reader.setPresence({ x: 1 });
  await shown;
  assert.deepEqual(editor.others.map(({ userId, presence }) => [userId, presence]), [['bob', { x: 1 }]]);
});

test('should follow its permission while it is in the room', { skip }, async () => {
  const client = connect(roles, 'changing');
  await client.join('ann', 'editor');
  let told = next(client, 'permission');
  client.authenticate('reader');
  assert.deepEqual(await told, ['readonly']);
  assert.throws(() => client.update((draft) => void Object.assign(draft, { a: 1 })), /read-only/);
  told = next(client, 'permission');
  client.authenticate('editor');
  assert.deepEqual(await told, ['readwrite']);
  client.update((draft) => void Object.assign(draft, { a: 1 }));
  assert.equal(await client.sync(), true);
});

test('should have an edit taken back that was on its way when the permission went', { skip }, async () => {
  const client = connect(roles, 'overtaken');
  await client.join('ann', 'editor');
  const rejected = next(client, 'rejected');
  client.authenticate('reader');
  client.update((draft) => void Object.assign(draft, { a: 1 }));
  const isTaken = client.sync();
  const [{ code }] = (await rejected) as [{ code: string }];
  assert.equal(code, 'read-only');
  assert.equal(await isTaken, false);
  assert.deepEqual(client.getData(), {});
});

test('should be out of the room when new credentials are refused', { skip }, async () => {
  const [client, other] = [connect(roles, 'left'), connect(roles, 'left')];
  await other.join('bob', 'editor');
  await client.join('ann', 'editor');
  const told = next(client, 'connection');
  client.authenticate('stranger');
  assert.deepEqual(await told, ['refused']);
  client.update((draft) => void Object.assign(draft, { a: 1 }));
  const seen = next(other, 'synced');
  client.authenticate('editor');
  await seen;
  assert.deepEqual(other.getData(), { a: 1 }, 'what was changed meanwhile is kept and sent');
});
