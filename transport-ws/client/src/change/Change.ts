import type { Json } from '../shared/json.js';
import type { ListChange } from './ListChange.js';

/** A value is set, whatever is there. `old` is absent where the author saw nothing there. */
export interface SetChange {
  readonly kind: 'set';
  readonly value: Json;
  readonly old?: Json;
}

export interface RemoveChange {
  readonly kind: 'remove';
  readonly old: Json;
}

/** A patch of diff-match-patch. */
export interface TextChange {
  readonly kind: 'text';
  readonly patch: string;
}

export interface ObjectChange {
  readonly kind: 'object';
  readonly members: ReadonlyMap<string, Change>;
}

/** A delta as a tree. Immutable. */
export type Change = SetChange | RemoveChange | TextChange | ObjectChange | ListChange;

export function objectChange(members: ReadonlyMap<string, Change>): ObjectChange {
  return { kind: 'object', members };
}

/** Whether the change has no part. */
export function isEmpty(change: Change): boolean {
  return change.kind === 'object' ? change.members.size === 0 : change.kind === 'list' && change.isEmpty;
}

/** A delta that is malformed, or does not fit the document that it is for. */
export class DeltaError extends Error {
  override readonly name = 'DeltaError';
}
