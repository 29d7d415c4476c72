import type { ConnectionState } from '../../src/client/index.js';
import type { App } from './App.js';
import type { Connection } from './Connection.js';
import { byId, set } from './dom.js';

const STATES: Record<ConnectionState, { kind: string; text: string }> = {
  idle: { kind: 'warn', text: 'Starting' },
  offline: { kind: 'warn', text: 'No connection' },
  joining: { kind: 'warn', text: 'Joining' },
  live: { kind: 'good', text: 'Live' },
  waiting: { kind: 'warn', text: 'Room is loading' },
  refused: { kind: 'bad', text: 'Refused' },
  closed: { kind: 'bad', text: 'Closed' },
};
const SIZE_INTERVAL_MS = 400;

/** The line at the bottom. */
export class Status {
  private isSizePlanned = false;
  private measured: unknown;

  constructor(
    private readonly app: App,
    private readonly connection: Connection,
  ) {
    byId('offline').addEventListener('click', () => {
      connection.setOffline(!connection.isOffline);
      this.draw();
    });
  }

  draw(): void {
    const { client } = this.app;
    const { kind, text } = STATES[client.state];
    const isCutOff = this.connection.isOffline && client.state !== 'live';
    show('connection', kind, isCutOff ? 'Offline' : client.permission === 'readonly' ? `${text}, read-only` : text);
    const isLive = client.state === 'live';
    show('saved', client.saved ? 'good' : 'warn', client.saved ? 'Saved' : isLive ? 'Saving' : 'Kept until online');
    // what the others do is not seen now
    document.body.classList.toggle('away', !isLive);
    const offline = byId('offline');
    offline.textContent = this.connection.isOffline ? 'Go online' : 'Go offline';
    set(offline, { 'aria-pressed': this.connection.isOffline ? 'true' : 'false' });
    byId('version').textContent = (client.version ?? 0).toLocaleString('en');
    byId('shape-count').textContent = String(this.app.shapes.length);
    this.planSize();
  }

  /** Measuring costs as much as the document is long. */
  private planSize(): void {
    if (!this.isSizePlanned && this.app.isJoined && this.app.client.getData() !== this.measured) {
      this.isSizePlanned = true;
      setTimeout(() => {
        this.isSizePlanned = false;
        this.measured = this.app.client.getData();
        byId('size').textContent = sizeText(new TextEncoder().encode(JSON.stringify(this.measured)).length);
        this.planSize();
      }, SIZE_INTERVAL_MS);
    }
  }
}

function show(id: string, kind: string, text: string): void {
  const pill = byId(id);
  set(pill, { 'data-kind': kind });
  const label = pill.querySelector('span')!;
  // a screen reader says what changes here
  if (label.textContent !== text) {
    label.textContent = text;
  }
}

function sizeText(bytes: number): string {
  if (bytes < 1_000) {
    return `${bytes} B`;
  }
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
