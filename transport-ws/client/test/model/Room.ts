import { SyncClient, type SyncClientOptions } from '../../src/client/index.js';
import type { Command, EditCommand } from '../../src/shared/commands.js';
import type { Delta } from '../../src/shared/delta.js';
import type { ErrorCode, JoinedEvent, RejectCode } from '../../src/shared/events.js';
import type { Json } from '../../src/shared/json.js';
import { silentLogger } from '../../src/shared/logger.js';
import { ManualSocket } from './ManualSocket.js';
import { Random } from './Random.js';
import { VirtualClock } from './VirtualClock.js';

export interface Scene {
  a?: number;
  text?: string;
  items: { id: string; v?: number }[];
  [key: string]: unknown;
}

/** One client, and the test as its server. */
export class Room {
  readonly socket = new ManualSocket();
  readonly clock = new VirtualClock(new Random(1));
  readonly errors: unknown[] = [];
  readonly client: SyncClient<Scene>;
  /** What the client told: name of the event, arguments. */
  readonly told: unknown[][] = [];

  constructor(options: SyncClientOptions = {}) {
    const logger = { ...silentLogger, error: (...error: unknown[]) => void this.errors.push(error) };
    this.client = new SyncClient<Scene>(this.socket, 'room', { scheduler: this.clock, logger, ...options });
    for (const name of Object.values(SyncClient.EVENTS)) {
      this.client.on(name, (...args: unknown[]) => this.told.push([name, ...args]));
    }
  }

  /** Joined at version 10. */
  static joined(doc: Json = { a: 1, items: [] }, options: SyncClientOptions = {}): Room {
    const room = new Room(options);
    room.socket.open();
    void room.client.join('ann');
    room.joined({ version: 10, doc, seq: 0 });
    room.socket.taken();
    room.told.length = 0;
    return room;
  }

  joined(event: Partial<JoinedEvent> & { version: number }): void {
    this.socket.receive({ event: 'joined', room: 'room', permission: 'readwrite', members: [], asked: true, ...event });
  }

  edit(version: number, delta?: Delta): void {
    const edit = { event: 'edit', room: 'room', version, id: 'other', userId: 'bob' } as const;
    this.socket.receive(delta === undefined ? edit : { ...edit, delta });
  }

  ack(seq: number, version: number, delta?: Delta | null): void {
    const ack = { event: 'ack', room: 'room', seq, version } as const;
    this.socket.receive(delta === undefined ? ack : { ...ack, delta });
  }

  reject(seq: number, code: RejectCode, version = 10): void {
    this.socket.receive({ event: 'reject', room: 'room', seq, code, message: 'no', version });
  }

  error(code: ErrorCode): void {
    this.socket.receive({ event: 'error', code, message: 'no', room: 'room' });
  }

  /** An error that names no room. */
  errorOfNoRoom(code: ErrorCode): void {
    this.socket.receive({ event: 'error', code, message: 'no' });
  }

  /** Changes the data, and lets the edit go out. */
  update(recipe: (scene: Scene) => void): Command[] {
    this.client.update((draft) => {
      recipe(draft as Scene);
    });
    this.clock.advance(0);
    return this.socket.taken();
  }

  /** Arguments of all events of a name. */
  heard(name: string): unknown[][] {
    return this.told.filter(([told]) => told === name).map(([, ...args]) => args);
  }

  get data(): Scene {
    return this.client.getData();
  }
}

export function editOf(commands: Command[]): EditCommand {
  return commands.find((command): command is EditCommand => command.event === 'edit')!;
}
