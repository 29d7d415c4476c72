import type { Json, JsonArray, JsonObject } from '../shared/json.js';
import { itemKey } from '../shared/itemKey.js';
import { type Change, objectChange } from './Change.js';
import { ListChange } from './ListChange.js';
import { SortedIndices } from './SortedIndices.js';

/**
 * Leaves out insertions of items that are in the list already, told by `id`, else `_id`: somebody else was faster with
 * bringing them back.
 *
 * @param change fits the document
 */
export function withoutTwins(document: Json | undefined, change: Change): Change {
  if (change.kind === 'list') {
    return listWithoutTwins(document as JsonArray, change);
  }
  if (change.kind !== 'object') {
    return change;
  }
  const members = new Map<string, Change>();
  for (const [name, member] of change.members) {
    members.set(name, withoutTwins((document as JsonObject)[name], member));
  }
  return objectChange(members);
}

function listWithoutTwins(list: JsonArray, change: ListChange): ListChange {
  const removed = new Set(change.removals.map(({ index }) => index));
  const present = new Set(list.filter((_, index) => !removed.has(index)).map(keyOf));
  const twins = change.insertions.filter(({ value }) => {
    const key = keyOf(value);
    return key !== undefined && present.has(key);
  });
  const gone = new SortedIndices(twins.map(({ index }) => index));
  const shifted = (index: number) => index - gone.countBelow(index);
  return new ListChange({
    removals: [...change.removals],
    moves: change.moves.map(({ from, to }) => ({ from, to: shifted(to) })),
    insertions: change.insertions
      .filter(({ index }) => !gone.has(index))
      .map(({ index, value }) => ({ index: shifted(index), value })),
    changes: change.changes.map(({ index, change: inner }) => ({
      index: shifted(index),
      change: withoutTwins(list[change.baseIndexOf(index)!], inner),
    })),
  });
}

/** Only of what is told by an id: equal values may stand in a list more than once. */
function keyOf(item: Json): string | undefined {
  return typeof item === 'object' ? itemKey(item) : undefined;
}
