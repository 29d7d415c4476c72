import { deepFreeze, type Json, type JsonArray, type JsonObject } from '../shared/json.js';
import { type Change, DeltaError, type ObjectChange } from './Change.js';
import { patchText } from './diff.js';
import type { ListChange } from './ListChange.js';

/**
 * Makes the value behind a change, as `jsondiffpatch.patch` does, but without touching the one before: what does not
 * change is shared by both. The result is frozen, and so is what the change puts into it.
 *
 * @param before undefined when nothing is there
 * @returns undefined when the change removes the value
 * @throws DeltaError when the change does not fit
 */
export function applyChange(before: Json | undefined, change: Change): Json | undefined {
  switch (change.kind) {
    case 'set':
      return deepFreeze(change.value);
    case 'remove':
      return undefined;
    case 'text': {
      const after = typeof before === 'string' ? patchText(before, change.patch) : undefined;
      if (after === undefined) {
        throw new DeltaError('a text patch does not fit');
      }
      return after;
    }
    case 'list':
      if (!Array.isArray(before) || !change.fits(before.length)) {
        throw new DeltaError('a list change does not fit');
      }
      return applyList(before as JsonArray, change);
    case 'object':
      if (typeof before !== 'object' || before === null || Array.isArray(before)) {
        throw new DeltaError('an object change does not fit');
      }
      return applyObject(before as JsonObject, change);
  }
}

/** The document behind a change: the root stays. */
export function applyToDocument(document: Json, change: Change): Json {
  const after = applyChange(document, change);
  if (after === undefined) {
    throw new DeltaError('removal of the root');
  }
  return after;
}

function applyObject(before: JsonObject, change: ObjectChange): JsonObject {
  if (change.members.size === 0) {
    return before;
  }
  const after: Record<string, Json> = { ...before };
  for (const [name, member] of change.members) {
    const value = applyChange(Object.hasOwn(before, name) ? before[name] : undefined, member);
    if (value === undefined) {
      delete after[name];
    } else {
      after[name] = value;
    }
  }
  return Object.freeze(after);
}

function applyList(before: JsonArray, change: ListChange): JsonArray {
  if (change.isEmpty) {
    return before;
  }
  const after = change.gone.count + change.placed.count === 0 ? [...before] : placeItems(before, change);
  for (const item of change.changes) {
    const value = applyChange(after[item.index], item.change);
    if (value === undefined) {
      throw new DeltaError('removal as the change of an item');
    }
    after[item.index] = value;
  }
  return Object.freeze(after) as JsonArray;
}

function placeItems(before: JsonArray, change: ListChange): Json[] {
  const after: Json[] = [];
  const length = before.length - change.gone.count + change.placed.count;
  let next = 0;
  let gone = 0;
  let placed = 0;
  while (after.length < length) {
    if (placed < change.placed.count && change.placed.at(placed) === after.length) {
      const move = change.moveEndingAt(after.length);
      after.push(move ? before[move.from]! : deepFreeze(change.insertionAt(after.length)!.value));
      placed++;
    } else {
      while (gone < change.gone.count && change.gone.at(gone) === next) {
        next++;
        gone++;
      }
      after.push(before[next++]!);
    }
  }
  return after;
}
