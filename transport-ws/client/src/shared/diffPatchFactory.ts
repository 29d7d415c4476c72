import { create, type DiffContext, type DiffPatcher } from 'jsondiffpatch/with-text-diffs';
import { arraysDiffFilter } from './arraysDiffFilter.js';
import { itemKey } from './itemKey.js';

export type { DiffPatcher } from 'jsondiffpatch/with-text-diffs';

const LONE_SURROGATE = /\p{Surrogate}/u;

function own(holder: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(holder, name) ? holder[name] : undefined;
}

function requireSayable(name: string): void {
  if (name === '__proto__') {
    throw new TypeError('a key named __proto__ cannot be edited');
  }
}

/**
 * In the place of the filter of jsondiffpatch, which overlooks keys that are also names on Object.prototype, and makes a
 * delta that removes the parent when a key named `_t` changes.
 */
function objectsDiffFilter(context: DiffContext): void {
  if (context.leftIsArray || context.leftType !== 'object') {
    return;
  }
  const left = context.left as Record<string, unknown>;
  const right = context.right as Record<string, unknown>;
  if (own(left, '_t') !== own(right, '_t')) {
    context.setResult([left, right]).exit();
    return;
  }
  const Child = context.constructor as new (left: unknown, right: unknown) => DiffContext;
  for (const name of Object.keys(left)) {
    const value = own(right, name);
    if (left[name] !== value) {
      requireSayable(name);
      context.push(new Child(left[name], value), name);
    }
  }
  for (const name of Object.keys(right)) {
    if (own(left, name) === undefined && right[name] !== undefined) {
      requireSayable(name);
      context.push(new Child(undefined, right[name]), name);
    }
  }
  if (!context.children?.length) {
    context.setResult(undefined);
  }
  context.exit();
}
objectsDiffFilter.filterName = 'objects';

/** Half a character has no place in a text patch: such strings are set. */
function halfCharactersDiffFilter(context: DiffContext): void {
  if (context.leftType === 'string' && context.rightType === 'string') {
    if (LONE_SURROGATE.test(context.left as string) || LONE_SURROGATE.test(context.right as string)) {
      context.setResult([context.left, context.right]).exit();
    }
  }
}
halfCharactersDiffFilter.filterName = 'halfCharacters';

/** Hash of an item for jsondiffpatch: `id`, else `_id`, else the position. */
export function objectHash(item: object, index?: number): string {
  return itemKey(item) ?? `index ${index}`;
}

/** The jsondiffpatch that clients use: items of lists by `id`, else `_id`, else their position; long texts as patches. */
export function diffPatchFactory(): DiffPatcher {
  const differ = create({ objectHash });
  const pipe = differ.processor.pipes['diff'] as unknown as {
    before(name: string, filter: unknown): unknown;
    replace(name: string, filter: unknown): unknown;
  };
  pipe.replace('objects', objectsDiffFilter);
  pipe.replace('arrays', arraysDiffFilter);
  pipe.before('texts', halfCharactersDiffFilter);
  return differ;
}
