import type { Delta } from '../shared/delta.js';
import { diffPatchFactory } from '../shared/diffPatchFactory.js';
import type { Json } from '../shared/json.js';

const differ = diffPatchFactory();

/** What makes one value of another; undefined when they are equal. */
export function diff(left: Json, right: Json): Delta | undefined {
  return differ.diff(left, right) as Delta | undefined;
}

/** The text behind a patch of diff-match-patch; undefined when the patch does not fit. */
export function patchText(before: string, patch: string): string | undefined {
  try {
    return differ.patch(before, [patch, 0, 2]) as string;
  } catch {
    // a hunk that fits nowhere, or a patch that is none
    return undefined;
  }
}
