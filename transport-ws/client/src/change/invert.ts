import type { Json, JsonArray, JsonObject } from '../shared/json.js';
import { type Change, objectChange } from './Change.js';
import { diff, patchText } from './diff.js';
import { ListChange, listParts } from './ListChange.js';
import { readChange } from './readChange.js';

/**
 * Makes the change that takes another one back, from the value that the change is for. Old values that the change tells
 * count for nothing. Unlike `jsondiffpatch.reverse` it is right where items move and change at once.
 *
 * @param change fits `before`
 * @param before undefined when nothing is there
 * @returns undefined when the change changes nothing
 */
export function invert(change: Change, before: Json | undefined): Change | undefined {
  if (change.kind === 'set') {
    return before === undefined
      ? { kind: 'remove', old: change.value }
      : { kind: 'set', value: before, old: change.value };
  }
  if (before === undefined) {
    return undefined;
  }
  switch (change.kind) {
    case 'remove':
      return { kind: 'set', value: before };
    case 'text':
      return invertText(before as string, change.patch);
    case 'list': {
      const inverse = invertList(change, before as JsonArray);
      return inverse.isEmpty ? undefined : inverse;
    }
    case 'object': {
      const members = new Map<string, Change>();
      for (const [name, member] of change.members) {
        const value = Object.hasOwn(before as JsonObject, name) ? (before as JsonObject)[name] : undefined;
        const inverse = invert(member, value);
        if (inverse !== undefined) {
          members.set(name, inverse);
        }
      }
      return members.size === 0 ? undefined : objectChange(members);
    }
  }
}

function invertText(before: string, patch: string): Change | undefined {
  const after = patchText(before, patch);
  const delta = after === undefined ? undefined : diff(after, before);
  return delta && readChange(delta);
}

function invertList(list: ListChange, before: JsonArray): ListChange {
  const parts = listParts();
  for (const { index, value } of list.insertions) {
    parts.removals.push({ index, old: value });
  }
  for (const { from, to } of list.moves) {
    parts.moves.push({ from: to, to: from });
  }
  for (const { index } of list.removals) {
    parts.insertions.push({ index, value: before[index]! });
  }
  for (const item of list.changes) {
    const index = list.baseIndexOf(item.index);
    const change = index === undefined ? undefined : invert(item.change, before[index]);
    if (index !== undefined && change !== undefined) {
      parts.changes.push({ index, change });
    }
  }
  return new ListChange(parts);
}
