import type { Delta } from '../shared/delta.js';
import type { Json, JsonArray, JsonObject } from '../shared/json.js';
import { type Change, DeltaError, objectChange } from './Change.js';
import { ListChange, listParts } from './ListChange.js';

const INDEX = /^(?:0|[1-9]\d{0,14})$/;
const REMOVED = 0;
const TEXT = 2;
const MOVED = 3;

/** Reads a delta of jsondiffpatch; throws a DeltaError for what is none. */
export function readChange(delta: Delta): Change {
  if (isArray(delta)) {
    return readLeaf(delta);
  }
  if (typeof delta !== 'object' || delta === null) {
    throw new DeltaError('a delta is an object or an array');
  }
  if (Object.hasOwn(delta, '_t')) {
    return readList(delta);
  }
  const members = new Map<string, Change>();
  for (const name of Object.keys(delta)) {
    if (name === '__proto__') {
      throw new DeltaError('a key named __proto__');
    }
    members.set(name, readChange(delta[name] as Delta));
  }
  return objectChange(members);
}

function isArray(delta: Delta): delta is JsonArray {
  return Array.isArray(delta);
}

function readLeaf(leaf: JsonArray): Change {
  if (leaf.length === 1) {
    return { kind: 'set', value: leaf[0]! };
  }
  if (leaf.length === 2) {
    return { kind: 'set', value: leaf[1]!, old: leaf[0]! };
  }
  if (leaf.length === 3 && leaf[1] === 0 && leaf[2] === REMOVED) {
    return { kind: 'remove', old: leaf[0]! };
  }
  if (leaf.length === 3 && leaf[2] === TEXT && typeof leaf[0] === 'string') {
    return { kind: 'text', patch: leaf[0] };
  }
  throw new DeltaError(`unknown shape of a delta: length=${leaf.length}`);
}

function readList(delta: JsonObject): ListChange {
  if (delta['_t'] !== 'a') {
    throw new DeltaError('_t is not "a"');
  }
  const parts = listParts();
  for (const key of Object.keys(delta)) {
    if (key === '_t') {
      continue;
    }
    const value = delta[key]!;
    if (key.startsWith('_')) {
      const index = readIndex(key.slice(1));
      const [old, to, kind] = Array.isArray(value) && value.length === 3 ? (value as JsonArray) : [];
      if (kind === REMOVED && to === 0) {
        parts.removals.push({ index, old: old as Json });
      } else if (kind === MOVED && Number.isInteger(to)) {
        parts.moves.push({ from: index, to: to as number });
      } else {
        throw new DeltaError(`neither removal nor move: key=${key}`);
      }
    } else if (Array.isArray(value) && value.length === 1) {
      parts.insertions.push({ index: readIndex(key), value: (value as JsonArray)[0]! });
    } else {
      const change = readChange(value as Delta);
      if (change.kind === 'remove') {
        throw new DeltaError(`removal under a bare index: key=${key}`);
      }
      parts.changes.push({ index: readIndex(key), change });
    }
  }
  return new ListChange(parts);
}

function readIndex(text: string): number {
  if (!INDEX.test(text)) {
    throw new DeltaError(`no index: ${text}`);
  }
  return Number(text);
}
