import { type Change, isEmpty, type ObjectChange, objectChange } from './Change.js';
import { ListCarry } from './ListCarry.js';
import { ListChange, listParts } from './ListChange.js';

/**
 * Carries an edit over another one that was made for the same document: the edit as it applies behind `applied`, with
 * the same intention. Costs about the size of both.
 *
 * @returns undefined when nothing of the edit is left
 */
export function carry(edit: Change, applied: Change): Change | undefined {
  if (isEmpty(edit)) {
    return edit;
  }
  switch (edit.kind) {
    case 'object':
      return carryObject(edit, applied);
    case 'list':
      return carryList(edit, applied);
    default:
      return edit;
  }
}

function carryObject(edit: ObjectChange, applied: Change): Change | undefined {
  if (applied.kind === 'set') {
    const isObject = typeof applied.value === 'object' && applied.value !== null && !Array.isArray(applied.value);
    return isObject ? edit : undefined;
  }
  if (applied.kind !== 'object') {
    return undefined;
  }
  const carried = new Map<string, Change>();
  let isSame = true;
  for (const [name, mine] of edit.members) {
    const other = applied.members.get(name);
    const result = other === undefined ? mine : carry(mine, other);
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

function carryList(edit: ListChange, applied: Change): Change | undefined {
  if (applied.kind === 'set' && Array.isArray(applied.value)) {
    return behind(edit, applied.value.length);
  }
  // a change of an object without parts changes lists neither
  if (isEmpty(applied)) {
    return edit;
  }
  if (applied.kind !== 'list') {
    return undefined;
  }
  const carried = new ListCarry(edit, applied).carried();
  return carried.isEmpty ? undefined : carried;
}

/** A list in the place of a list: all old items are gone, so that insertions go to the end of the new ones. */
function behind(edit: ListChange, length: number): Change | undefined {
  if (edit.insertions.length === 0) {
    return undefined;
  }
  const insertions = edit.insertions.map(({ value }, i) => ({ index: length + i, value }));
  return new ListChange({ ...listParts(), insertions });
}
