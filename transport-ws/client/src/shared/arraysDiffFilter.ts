import type { DiffContext } from 'jsondiffpatch/with-text-diffs';
import { increasing } from './increasing.js';
import { itemKey } from './itemKey.js';

type Items = readonly unknown[];

/**
 * In the place of the filter of jsondiffpatch, whose time and memory grow with the square of the length: a move across
 * 4,000 items takes it seconds. This one finds items by key, and takes as moved as few as possible. Deltas have the
 * same form.
 */
export function arraysDiffFilter(context: DiffContext): void {
  if (!context.leftIsArray) {
    return;
  }
  const [left, right] = [context.left as Items, context.right as Items];
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && isSame(left[head], right[head])) {
    head++;
  }
  let tail = 0;
  while (tail < shorter - head && isSame(left[left.length - 1 - tail], right[right.length - 1 - tail])) {
    tail++;
  }
  const sources = matches(left, right, head, tail);
  const delta = placesDelta(left, right, head, tail, sources);
  if (delta !== undefined) {
    context.setResult(delta as never);
  }
  pushChildren(context, left, right, head, tail, sources);
  if (delta === undefined && !context.children?.length) {
    context.setResult(undefined);
  }
  context.exit();
}
arraysDiffFilter.filterName = 'arrays';

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (itemKey(a) !== undefined && itemKey(a) === itemKey(b));
}

/** For each item of the right middle the index of the left item that it was; undefined for a new one. */
function matches(left: Items, right: Items, head: number, tail: number): (number | undefined)[] {
  const leftEnd = left.length - tail;
  const rightEnd = right.length - tail;
  const byKey = new Map<unknown, number[]>();
  for (let i = leftEnd - 1; i >= head; i--) {
    const key = itemKey(left[i]) ?? left[i];
    byKey.set(key, [...(byKey.get(key) ?? []), i]);
  }
  const taken = new Set<number>();
  const sources: (number | undefined)[] = [];
  for (let j = head; j < rightEnd; j++) {
    const source = byKey.get(itemKey(right[j]) ?? right[j])?.pop();
    sources.push(source);
    if (source !== undefined) {
      taken.add(source);
    }
  }
  // what has no key, and is not the very same, is what stood in its place
  return sources.map((source, place) => {
    const i = head + place;
    const isLeft = source === undefined && i < leftEnd && !taken.has(i);
    return isLeft && itemKey(left[i]) === undefined && itemKey(right[i]) === undefined ? i : source;
  });
}

/** What goes, moves and comes; undefined when nothing does. */
function placesDelta(
  left: Items,
  right: Items,
  head: number,
  tail: number,
  sources: readonly (number | undefined)[],
): Record<string, unknown> | undefined {
  const delta: Record<string, unknown> = {};
  const kept = new Set(increasing(sources.filter((source) => source !== undefined)));
  const found = new Set(sources);
  let isChanged = false;
  sources.forEach((source, place) => {
    if (source === undefined) {
      delta[head + place] = [right[head + place]];
      isChanged = true;
    } else if (!kept.has(source)) {
      delta[`_${source}`] = ['', head + place, 3];
      isChanged = true;
    }
  });
  for (let i = head; i < left.length - tail; i++) {
    if (!found.has(i)) {
      delta[`_${i}`] = [left[i], 0, 0];
      isChanged = true;
    }
  }
  return isChanged ? { ...delta, _t: 'a' } : undefined;
}

/** What changed inside of items stands at the places where they end. */
function pushChildren(
  context: DiffContext,
  left: Items,
  right: Items,
  head: number,
  tail: number,
  sources: readonly (number | undefined)[],
): void {
  const Child = context.constructor as new (left: unknown, right: unknown) => DiffContext;
  const push = (i: number, j: number) => {
    if (left[i] !== right[j]) {
      context.push(new Child(left[i], right[j]), j as never);
    }
  };
  for (let i = 0; i < head; i++) {
    push(i, i);
  }
  sources.forEach((source, place) => {
    if (source !== undefined) {
      push(source, head + place);
    }
  });
  for (let i = 1; i <= tail; i++) {
    push(left.length - i, right.length - i);
  }
}
