import type { Delta } from './delta.js';
import type { Json, JsonObject } from './json.js';

/** What the client sends, by name. */
export const COMMANDS = {
  JOIN: 'join',
  EDIT: 'edit',
  PRESENCE: 'presence',
  AUTH: 'auth',
  LEAVE: 'leave',
} as const;

export interface JoinCommand {
  readonly event: typeof COMMANDS.JOIN;
  readonly room: string;
  readonly userId: string;
  readonly credentials?: Json;
  /** Version of the document that the client has: asks for what changed since then. */
  readonly version?: number;
}

export interface EditCommand {
  readonly event: typeof COMMANDS.EDIT;
  readonly room: string;
  /** Counts the edits of this id in the room, from 1; names one frame for ever. */
  readonly seq: number;
  /** Version that the delta was made against. */
  readonly base?: number;
  readonly delta: Delta;
}

export interface PresenceCommand {
  readonly event: typeof COMMANDS.PRESENCE;
  readonly room: string;
  readonly presence: JsonObject;
}

export interface AuthCommand {
  readonly event: typeof COMMANDS.AUTH;
  readonly room: string;
  readonly credentials: Json;
}

export interface LeaveCommand {
  readonly event: typeof COMMANDS.LEAVE;
  readonly room: string;
}

export type Command = JoinCommand | EditCommand | PresenceCommand | AuthCommand | LeaveCommand;
