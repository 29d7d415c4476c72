import type { Delta } from '../shared/delta.js';
import type { ErrorEvent, JoinedEvent, Permission, RejectCode, ServerEvent } from '../shared/events.js';
import type { Operations } from './ThreeDocuments.js';

/**
 * - `idle`: nobody has asked to join
 * - `offline`: no connection; joins when there is one
 * - `joining`: has asked the server for the state
 * - `live`: gets every edit
 * - `waiting`: the server has no time for the room; asks again soon
 * - `refused`: the server refused the credentials
 * - `closed`: destroyed
 */
export type ConnectionState = 'idle' | 'offline' | 'joining' | 'live' | 'waiting' | 'refused' | 'closed';

/** Why an edit was taken back: refused by the server, or nobody can tell any more whether it was applied. */
export interface TakenBack {
  readonly code: RejectCode | 'unconfirmed';
  readonly message: string;
  readonly delta: Delta;
  /** The own steps that the edit was made of. */
  readonly firstStep: number;
  readonly lastStep: number;
}

/** Hears what happens, when it has happened. */
export interface RoomHandler {
  onState(state: ConnectionState): void;
  /** The server told the state of the room, and the data is that now. */
  onJoined(event: JoinedEvent): void;
  /** Others changed the local copy. */
  onOperations(operations: Operations): void;
  onTakenBack(edit: TakenBack, operations: Operations): void;
  onPermission(permission: Permission): void;
  onError(event: ErrorEvent): void;
  /** Own steps were acked, taken back, or turned out to change nothing. */
  onSettled(): void;
  /** An event about the others in the room. */
  onOthers(event: ServerEvent & { event: 'entered' | 'left' | 'presence' }): void;
}
