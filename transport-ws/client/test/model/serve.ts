import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import type { Command } from '../../src/shared/commands.js';
import { ModelServer } from './ModelServer.js';

/** Serves the demo and rooms of the model, to look at the demo without a server of Java: `node serve.js PORT FOLDER`. */
const [port = '8090', folder = '../src/main/resources/io/canyon/ws'] = process.argv.slice(2);
const TYPES: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };
const model = new ModelServer();

const http = createServer((request, response) => {
  const path = new URL(request.url!, 'http://localhost').pathname;
  const file = path === '/' ? 'demo/index.html' : normalize(path).slice(1);
  readFile(join(folder, file)).then(
    (content) => {
      response.writeHead(200, { 'content-type': TYPES[file.split('.').pop()!] ?? 'application/octet-stream' });
      response.end(content);
    },
    () => response.writeHead(404).end(),
  );
});

new WebSocketServer({ server: http }).on('connection', (socket, request) => {
  const id = new URL(request.url!, 'http://localhost').searchParams.get('id') ?? '';
  const connection = model.accept({
    id,
    deliver: (event) => socket.send(JSON.stringify(event)),
    onClosed: (code) => socket.close(code),
  });
  socket.on('message', (data: Buffer) => connection.receive(JSON.parse(data.toString()) as Command));
  socket.on('close', () => connection.close());
});

http.listen(Number(port), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(http.address() as { port: number }).port}/`);
});
