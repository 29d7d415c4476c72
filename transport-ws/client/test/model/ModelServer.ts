import type { Command, EditCommand, JoinCommand } from '../../src/shared/commands.js';
import type { JoinedEvent, ServerEvent } from '../../src/shared/events.js';
import type { Json, JsonObject } from '../../src/shared/json.js';
import { ModelRoom } from './ModelRoom.js';

/** What the server sees of a client. */
export interface Peer {
  readonly id: string;
  deliver(event: ServerEvent): void;
  /** The server closes the connection. */
  onClosed(code: number): void;
}

export interface ModelConnection {
  receive(command: Command): void;
  /** The connection is gone. */
  close(): void;
}

class Connection {
  readonly sessions = new Map<string, Session>();
  isClosed = false;

  constructor(
    readonly number: number,
    readonly peer: Peer,
  ) {}
}

class Session {
  presence: JsonObject | undefined;
  /** Gets neither edits nor acks until its next state is out. */
  isLagging = false;
  /** Whether that state is on its way. */
  isServed = false;
  /** Version that this session was last sent. */
  sentVersion = 0;

  constructor(
    readonly connection: Connection,
    readonly userId: string,
  ) {}
}

interface RoomState {
  readonly room: ModelRoom;
  readonly sessions: Set<Session>;
  /** Highest connection number per id whose join was taken. */
  readonly joined: Map<string, number>;
  /** What leaves when the journal has it. */
  unreleased: { readonly version: number; readonly send: () => void }[];
  releasedVersion: number;
}

/** A small server that keeps the rules of the wire, without sockets and without time. */
export class ModelServer {
  private readonly states = new Map<string, RoomState>();
  private readonly connections = new Map<string, Connection>();
  private nextNumber = 1;
  /** Whether what is applied waits for `release()` before anybody hears of it. */
  isHolding = false;

  constructor(
    private readonly initial: () => Json = () => ({}),
    private readonly maxHistory = 1_000,
    private readonly isRefused: (join: JoinCommand) => boolean = () => false,
  ) {}

  room(name: string): ModelRoom {
    return this.state(name).room;
  }

  accept(peer: Peer): ModelConnection {
    const connection = new Connection(this.nextNumber++, peer);
    const replaced = this.connections.get(peer.id);
    this.connections.set(peer.id, connection);
    if (replaced !== undefined) {
      this.end(replaced);
      replaced.peer.onClosed(4001);
    }
    return {
      receive: (command) => this.receive(connection, command),
      close: () => this.end(connection),
    };
  }

  /** What is held goes out, in order. */
  release(): void {
    for (const state of this.states.values()) {
      for (const { version, send } of state.unreleased.splice(0)) {
        state.releasedVersion = Math.max(state.releasedVersion, version);
        send();
      }
    }
  }

  /** From now on a session of the id gets neither edits nor acks. */
  beginLag(name: string, id: string): void {
    for (const session of this.state(name).sessions) {
      session.isLagging ||= session.connection.peer.id === id;
    }
  }

  /** A lagging session gets the state instead of all that it missed. */
  endLag(name: string, id: string): void {
    const state = this.state(name);
    for (const session of state.sessions) {
      if (session.isLagging && !session.isServed && session.connection.peer.id === id) {
        this.sendState(state, session, session.sentVersion, false);
      }
    }
  }

  /** @param lostVersions how many versions that were shown are lost, too; 0 unless nothing is durable */
  crash(lostVersions: number): void {
    for (const state of this.states.values()) {
      state.unreleased = [];
      state.sessions.clear();
      state.joined.clear();
      state.room.crash(Math.max(0, state.releasedVersion - lostVersions));
      state.releasedVersion = state.room.version;
    }
    this.closeAll();
  }

  /** A clean stop and start. */
  restart(): void {
    this.release();
    for (const state of this.states.values()) {
      state.sessions.clear();
      state.joined.clear();
    }
    this.closeAll();
  }

  private closeAll(): void {
    const all = [...this.connections.values()];
    this.connections.clear();
    for (const connection of all) {
      connection.isClosed = true;
      connection.peer.onClosed(1001);
    }
  }

  private end(connection: Connection): void {
    if (connection.isClosed) {
      return;
    }
    connection.isClosed = true;
    if (this.connections.get(connection.peer.id) === connection) {
      this.connections.delete(connection.peer.id);
    }
    for (const name of [...connection.sessions.keys()]) {
      this.leave(connection, name);
    }
  }

  private receive(connection: Connection, command: Command): void {
    const state = this.state(command.room);
    if ((state.joined.get(connection.peer.id) ?? 0) > connection.number) {
      return;
    }
    const session = connection.sessions.get(command.room);
    switch (command.event) {
      case 'join':
        return this.join(connection, state, command);
      case 'edit':
        return session ? this.edit(state, session, command) : this.refuse(connection, command.room);
      case 'presence':
        if (session) {
          session.presence = command.presence;
          const { id } = connection.peer;
          this.toOthers(state, session, {
            event: 'presence',
            room: command.room,
            id,
            userId: session.userId,
            presence: command.presence,
          });
        }
        return;
      case 'leave':
        return this.leave(connection, command.room);
      case 'auth':
        return;
    }
  }

  private refuse(connection: Connection, room: string): void {
    connection.peer.deliver({ event: 'error', code: 'not-joined', message: 'join first', room });
  }

  private join(connection: Connection, state: RoomState, join: JoinCommand): void {
    if (connection.isClosed) {
      return;
    }
    if (this.isRefused(join)) {
      connection.peer.deliver({ event: 'error', code: 'forbidden', message: 'refused', room: join.room });
      return;
    }
    const { id } = connection.peer;
    const old = connection.sessions.get(join.room);
    if (old) {
      state.sessions.delete(old);
    }
    for (const session of [...state.sessions]) {
      if (session.connection.peer.id === id) {
        this.leave(session.connection, join.room);
      }
    }
    state.joined.set(id, connection.number);
    const session = new Session(connection, join.userId);
    session.presence = old?.presence;
    connection.sessions.set(join.room, session);
    state.sessions.add(session);
    session.isLagging = true;
    this.sendState(state, session, join.version, true);
    if (!old) {
      this.toOthers(state, session, { event: 'entered', room: join.room, id, userId: join.userId });
    }
  }

  /** The state as it is now, as soon as it may be seen. */
  private sendState(state: RoomState, session: Session, version: number | undefined, asked: boolean): void {
    const { room } = state;
    const since = version === undefined ? undefined : room.since(version);
    const seq = room.seqOf(session.connection.peer.id);
    const event: JoinedEvent = {
      event: 'joined',
      room: room.name,
      version: room.version,
      ...(seq === undefined ? {} : { seq }),
      permission: 'readwrite',
      ...(since === undefined ? { doc: room.document } : { from: version! }),
      ...(since?.delta === undefined ? {} : { delta: since.delta }),
      members: [...state.sessions]
        .filter((other) => other !== session)
        .map(({ connection, userId, presence }) => ({
          id: connection.peer.id,
          userId,
          ...(presence === undefined ? {} : { presence }),
        })),
      asked,
    };
    session.isServed = true;
    this.out(state, () => {
      session.isLagging = false;
      session.isServed = false;
      session.sentVersion = event.version;
      session.connection.peer.deliver(event);
    });
  }

  private edit(state: RoomState, session: Session, command: EditCommand): void {
    const { answer, broadcast } = state.room.edit(session.connection.peer.id, command);
    this.out(state, () => {
      if (answer.event === 'reject' || !session.isLagging) {
        if (answer.event === 'ack' && broadcast) {
          session.sentVersion = answer.version;
        }
        session.connection.peer.deliver(answer);
      }
    });
    if (broadcast === undefined) {
      return;
    }
    const { id } = session.connection.peer;
    const { version, delta } = broadcast;
    const event: ServerEvent = {
      event: 'edit',
      room: state.room.name,
      version,
      id,
      userId: session.userId,
      ...(delta === undefined ? {} : { delta }),
    };
    this.out(state, () => {
      for (const other of state.sessions) {
        if (other !== session && !other.isLagging) {
          other.sentVersion = version;
          other.connection.peer.deliver(event);
        }
      }
    });
  }

  private leave(connection: Connection, name: string): void {
    const state = this.state(name);
    const session = connection.sessions.get(name);
    connection.sessions.delete(name);
    if (session && state.sessions.delete(session)) {
      const { userId } = session;
      this.toOthers(state, session, { event: 'left', room: name, id: connection.peer.id, userId });
    }
  }

  private toOthers(state: RoomState, session: Session, event: ServerEvent): void {
    this.out(state, () => {
      for (const other of state.sessions) {
        if (other !== session) {
          other.connection.peer.deliver(event);
        }
      }
    });
  }

  private out(state: RoomState, send: () => void): void {
    state.unreleased.push({ version: state.room.version, send });
    if (!this.isHolding) {
      this.release();
    }
  }

  private state(name: string): RoomState {
    let state = this.states.get(name);
    if (state === undefined) {
      const room = new ModelRoom(name, this.initial(), this.maxHistory);
      state = { room, sessions: new Set(), joined: new Map(), unreleased: [], releasedVersion: 0 };
      this.states.set(name, state);
    }
    return state;
  }
}
