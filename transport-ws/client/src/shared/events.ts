import type { Delta } from './delta.js';
import type { Json, JsonObject } from './json.js';
import type { Presence } from './presence.js';

/** What the server sends, by name. */
export const SERVER_EVENTS = {
  JOINED: 'joined',
  ACK: 'ack',
  EDIT: 'edit',
  REJECT: 'reject',
  ENTERED: 'entered',
  LEFT: 'left',
  PRESENCE: 'presence',
  PERMISSION: 'permission',
  ERROR: 'error',
} as const;

export type Permission = 'readwrite' | 'readonly';

export type RejectCode =
  | 'read-only'
  | 'invalid'
  | 'conflict'
  | 'too-large'
  | 'unavailable'
  | 'too-old'
  | 'out-of-order';

export type ErrorCode =
  | 'forbidden'
  | 'bad-frame'
  | 'unknown-event'
  | 'not-joined'
  | 'limit'
  | 'room-closed'
  | 'unavailable';

/** The state of the room: the whole document, or the delta from a version to another. */
export interface JoinedEvent {
  readonly event: typeof SERVER_EVENTS.JOINED;
  readonly room: string;
  readonly version: number;
  /** Last edit of this id that the room has applied; 0 for none yet, absent when forgotten. */
  readonly seq?: number;
  readonly permission: Permission;
  readonly doc?: Json;
  readonly from?: number;
  readonly delta?: Delta;
  readonly members: readonly Presence[];
  /** Whether this answers a join; otherwise it ends a lag. */
  readonly asked: boolean;
}

export interface AckEvent {
  readonly event: typeof SERVER_EVENTS.ACK;
  readonly room: string;
  readonly seq: number;
  readonly version: number;
  /** What was applied, if that is not what was sent; null when it changed nothing. */
  readonly delta?: Delta | null;
}

export interface EditEvent {
  readonly event: typeof SERVER_EVENTS.EDIT;
  readonly room: string;
  readonly version: number;
  readonly id: string;
  readonly userId: string;
  readonly delta?: Delta;
}

export interface RejectEvent {
  readonly event: typeof SERVER_EVENTS.REJECT;
  readonly room: string;
  readonly seq: number;
  readonly code: RejectCode;
  readonly message: string;
  readonly version: number;
}

export interface EnteredEvent {
  readonly event: typeof SERVER_EVENTS.ENTERED;
  readonly room: string;
  readonly id: string;
  readonly userId: string;
}

export interface LeftEvent {
  readonly event: typeof SERVER_EVENTS.LEFT;
  readonly room: string;
  readonly id: string;
  readonly userId: string;
}

export interface PresenceEvent {
  readonly event: typeof SERVER_EVENTS.PRESENCE;
  readonly room: string;
  readonly id: string;
  readonly userId: string;
  readonly presence: JsonObject;
}

export interface PermissionEvent {
  readonly event: typeof SERVER_EVENTS.PERMISSION;
  readonly room: string;
  readonly permission: Permission;
}

export interface ErrorEvent {
  readonly event: typeof SERVER_EVENTS.ERROR;
  readonly code: ErrorCode;
  readonly message: string;
  readonly room?: string;
}

export type ServerEvent =
  | JoinedEvent
  | AckEvent
  | EditEvent
  | RejectEvent
  | EnteredEvent
  | LeftEvent
  | PresenceEvent
  | PermissionEvent
  | ErrorEvent;
