import type { ErrorCode, Permission, RejectCode } from '../shared/events.js';
import type { Delta } from '../shared/delta.js';
import type { Presence } from '../shared/presence.js';
import type { ConnectionState } from './RoomHandler.js';
import type { Operations } from './ThreeDocuments.js';

/** What a SyncClient tells, by name. */
export const EVENTS = {
  /** The state of the connection to the room changed. */
  CONNECTION: 'connection',
  /** The room was joined, or joined again after the connection was lost. */
  JOINED: 'joined',
  /** The data changed. */
  SYNCED: 'synced',
  /** All own changes are acked, or there are some that are not. */
  SAVED: 'saved',
  PERMISSION: 'permission',
  /** Somebody's presence changed, or somebody came or went. */
  PRESENCE: 'presence',
  ENTERED: 'entered',
  LEFT: 'left',
  /** The server refused an own edit, which was taken back. */
  REJECTED: 'rejected',
  /** Whether an own edit was applied cannot be told any more. */
  UNCONFIRMED: 'unconfirmed',
  /** The server refused something. */
  ERROR: 'error',
} as const;

export interface RejectedEdit {
  readonly code: RejectCode;
  readonly message: string;
  /** What was sent. */
  readonly delta: Delta;
}

export interface UnconfirmedEdit {
  /** What was sent, and stands in the data only if it was applied. */
  readonly delta: Delta;
}

export interface SyncError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** What listeners are called with. */
export interface SyncEvents<T, TCustom> {
  connection: [state: ConnectionState];
  joined: [data: T];
  /** `operations` are the deltas that led from the data before to the data now, one after the other. */
  synced: [operations: Operations, isLocal: boolean];
  saved: [isSaved: boolean];
  permission: [permission: Permission];
  presence: [others: readonly Presence<TCustom>[]];
  entered: [member: Presence<TCustom>];
  left: [member: Presence<TCustom>];
  rejected: [edit: RejectedEdit];
  unconfirmed: [edit: UnconfirmedEdit];
  error: [error: SyncError];
}
