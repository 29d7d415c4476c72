import type { JsonObject } from './json.js';

/** Somebody in the room, with what they last told about themselves: a cursor, a selection, a name. */
export interface Presence<TCustom = JsonObject> {
  /** Id of the connection. One user may have several. */
  readonly id: string;
  readonly userId: string;
  /** Absent until that somebody has set it. */
  readonly presence?: TCustom;
}
