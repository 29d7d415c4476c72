import type { Delta } from '../shared/delta.js';
import type { Json } from '../shared/json.js';
import type { Change } from './Change.js';
import type { ListChange } from './ListChange.js';

/** Writes a change as a delta of jsondiffpatch. */
export function writeChange(change: Change): Delta {
  switch (change.kind) {
    case 'set':
      return change.old === undefined ? [change.value] : [change.old, change.value];
    case 'remove':
      return [change.old, 0, 0];
    case 'text':
      return [change.patch, 0, 2];
    case 'object': {
      const delta: Record<string, Json> = {};
      for (const [name, member] of change.members) {
        delta[name] = writeChange(member);
      }
      return delta;
    }
    case 'list':
      return writeList(change);
  }
}

function writeList(list: ListChange): Delta {
  const delta: Record<string, Json> = {};
  for (const { index, value } of list.insertions) {
    delta[index] = [value];
  }
  for (const { index, change } of list.changes) {
    // an item that was set has always been there
    delta[index] = change.kind === 'set' ? [change.old ?? null, change.value] : writeChange(change);
  }
  delta['_t'] = 'a';
  for (const { index, old } of list.removals) {
    delta[`_${index}`] = [old, 0, 0];
  }
  for (const { from, to } of list.moves) {
    delta[`_${from}`] = ['', to, 3];
  }
  return delta;
}
