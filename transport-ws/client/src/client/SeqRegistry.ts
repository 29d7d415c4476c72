import type { IEventSocket } from './IEventSocket.js';

interface Counts {
  readonly id: string;
  readonly byRoom: Map<string, number>;
}

const COUNTS = new WeakMap<IEventSocket, Counts>();
const TAKEN = new WeakMap<IEventSocket, Set<string>>();

/**
 * Counts the edits of a socket's id per room. The counts live as long as the socket, so that a room which is left and
 * joined again goes on counting; a new id begins anew.
 */
export class SeqCounter {
  constructor(
    private readonly socket: IEventSocket,
    private readonly room: string,
  ) {}

  get last(): number {
    return this.counts().get(this.room) ?? 0;
  }

  next(): number {
    const next = this.last + 1;
    this.counts().set(this.room, next);
    return next;
  }

  private counts(): Map<string, number> {
    let counts = COUNTS.get(this.socket);
    if (counts?.id !== this.socket.id) {
      counts = { id: this.socket.id, byRoom: new Map() };
      COUNTS.set(this.socket, counts);
    }
    return counts.byRoom;
  }
}

/** A room is joined once per socket: two clients would take each other's answers. */
export function takeRoom(socket: IEventSocket, room: string): void {
  const rooms = TAKEN.get(socket) ?? new Set();
  if (rooms.has(room)) {
    throw new Error(`the socket is in that room already: room=${room}`);
  }
  TAKEN.set(socket, rooms.add(room));
}

export function releaseRoom(socket: IEventSocket, room: string): void {
  TAKEN.get(socket)?.delete(room);
}
