import type { Json, JsonArray, JsonObject } from '../shared/json.js';
import { type Change, isEmpty, type ObjectChange, objectChange } from './Change.js';
import { patchText } from './diff.js';
import { ListChange } from './ListChange.js';

/** Everything fits, and nothing changes: only removals of what is not there. */
export const NOTHING: Change = objectChange(new Map());

/**
 * Cuts a change to what applies to a value. What goes into something that is gone, or is no container of its kind, is
 * left out; so is a text that does not fit.
 *
 * @param before undefined when nothing is there
 * @returns NOTHING, or undefined when all of it is left out
 */
export function fit(before: Json | undefined, change: Change): Change | undefined {
  if (change.kind === 'set') {
    return change;
  }
  if (isEmpty(change)) {
    return NOTHING;
  }
  switch (change.kind) {
    case 'remove':
      return before === undefined ? NOTHING : change;
    case 'text':
      return fitText(before, change);
    case 'list':
      return Array.isArray(before) ? fitList(before as JsonArray, change) : undefined;
    case 'object': {
      const isObject = typeof before === 'object' && before !== null && !Array.isArray(before);
      return isObject ? fitObject(before as JsonObject, change) : undefined;
    }
  }
}

function fitText(before: Json | undefined, change: Change & { kind: 'text' }): Change | undefined {
  const after = typeof before === 'string' ? patchText(before, change.patch) : undefined;
  return after === before && after !== undefined ? NOTHING : after === undefined ? undefined : change;
}

function fitObject(before: JsonObject, change: ObjectChange): Change | undefined {
  const members = new Map<string, Change>();
  let isLeftOut = true;
  let isSame = true;
  for (const [name, member] of change.members) {
    const part = fit(Object.hasOwn(before, name) ? before[name] : undefined, member);
    isLeftOut &&= part === undefined;
    isSame &&= part === member;
    if (part !== undefined && part !== NOTHING) {
      members.set(name, part);
    }
  }
  if (isLeftOut) {
    return undefined;
  }
  return isSame ? change : members.size === 0 ? NOTHING : objectChange(members);
}

function fitList(before: JsonArray, change: ListChange): Change | undefined {
  if (!change.fits(before.length)) {
    return undefined;
  }
  let isLeftOut = change.gone.count + change.placed.count === 0;
  let isSame = true;
  const changes = [];
  for (const item of change.changes) {
    const index = change.baseIndexOf(item.index);
    const part = index === undefined ? undefined : fit(before[index], item.change);
    isLeftOut &&= part === undefined;
    isSame &&= part === item.change;
    if (part !== undefined && part !== NOTHING) {
      changes.push({ index: item.index, change: part });
    }
  }
  if (isLeftOut) {
    return undefined;
  }
  if (isSame) {
    return change;
  }
  const { removals, moves, insertions } = change;
  const part = new ListChange({ removals: [...removals], moves: [...moves], insertions: [...insertions], changes });
  return part.isEmpty ? NOTHING : part;
}
