import { type Change, isEmpty, type ObjectChange, objectChange } from './Change.js';
import { ListCarry } from './ListCarry.js';
import { ListChange, listParts } from './ListChange.js';

/**
 * Which of two changes that were made for the same document counts where both say something: the one that is carried
 * comes `last`, as an edit on the server does, or `first`, as if the other one were to be carried over it.
 */
export type Order = 'first' | 'last';

/**
 * Carries an edit over another one that was made for the same document: the edit as it applies behind `applied`, with
 * the same intention. Costs about the size of both. What comes of `a` and then `b` carried last over it is what comes
 * of `b` and then `a` carried first over it, texts aside.
 *
 * @returns undefined when nothing of the edit is left
 */
export function carry(edit: Change, applied: Change, order: Order = 'last'): Change | undefined {
  if (isEmpty(edit) || isEmpty(applied)) {
    return edit;
  }
  if (order === 'first' && (applied.kind === 'set' || applied.kind === 'remove')) {
    return undefined;
  }
  switch (edit.kind) {
    case 'object':
      return carryObject(edit, applied, order);
    case 'list':
      return carryList(edit, applied, order);
    default:
      return edit;
  }
}

function carryObject(edit: ObjectChange, applied: Change, order: Order): Change | undefined {
  if (applied.kind === 'set') {
    return carryInto(edit, applied.value);
  }
  if (applied.kind !== 'object') {
    return undefined;
  }
  const carried = new Map<string, Change>();
  let isSame = true;
  for (const [name, mine] of edit.members) {
    const other = applied.members.get(name);
    const result = other === undefined ? mine : carry(mine, other, order);
    isSame &&= result === mine;
    if (result !== undefined) {
      carried.set(name, result);
    }
  }
  if (isSame) {
    return edit;
  }
  return carried.size === 0 ? undefined : objectChange(carried);
}

function carryList(edit: ListChange, applied: Change, order: Order): Change | undefined {
  if (applied.kind === 'set') {
    return carryInto(edit, applied.value);
  }
  if (applied.kind !== 'list') {
    return undefined;
  }
  const carried = new ListCarry(edit, applied, order).carried();
  return carried.isEmpty ? undefined : carried;
}

/** The edit as it applies to a value that stands in the place of the one that it was made for. */
function carryInto(edit: Change, value: unknown): Change | undefined {
  if (edit.kind === 'list') {
    return Array.isArray(value) ? behind(edit, value.length) : undefined;
  }
  if (edit.kind !== 'object') {
    return edit;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return undefined;
  }
  const carried = new Map<string, Change>();
  let isSame = true;
  for (const [name, mine] of edit.members) {
    const inside: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    const result = carryInto(mine, inside);
    isSame &&= result === mine;
    if (result !== undefined) {
      carried.set(name, result);
    }
  }
  if (isSame) {
    return edit;
  }
  return carried.size === 0 ? undefined : objectChange(carried);
}

/** A list in the place of a list: all old items are gone, so that insertions go to the end of the new ones. */
function behind(edit: ListChange, length: number): Change | undefined {
  if (edit.insertions.length === 0) {
    return undefined;
  }
  const insertions = edit.insertions.map(({ value }, i) => ({ index: length + i, value }));
  return new ListChange({ ...listParts(), insertions });
}
