import { DeltaError } from './Change.js';

/** Distinct indices in ascending order, asked by binary search. Immutable. */
export class SortedIndices {
  private readonly indices: readonly number[];

  /** @param indices in any order; one that stands twice is refused */
  constructor(indices: readonly number[]) {
    this.indices = [...indices].sort((a, b) => a - b);
    for (let i = 1; i < this.indices.length; i++) {
      if (this.indices[i] === this.indices[i - 1]) {
        throw new DeltaError(`index twice in one list: index=${this.indices[i]}`);
      }
    }
  }

  get count(): number {
    return this.indices.length;
  }

  at(ordinal: number): number {
    return this.indices[ordinal]!;
  }

  has(index: number): boolean {
    return this.indices[this.countBelow(index)] === index;
  }

  countBelow(index: number): number {
    return countWhile(this.indices.length, (i) => this.indices[i]! < index);
  }

  /** The `rank`-th index, from 0, that does not stand here. */
  outside(rank: number): number {
    // so many outside ones lie below an index
    return rank + countWhile(this.indices.length, (i) => this.indices[i]! - i <= rank);
  }

  /** The first index at or behind `index` that does not stand here. */
  outsideAtOrBehind(index: number): number {
    return this.outside(index - this.countBelow(index));
  }
}

/** How many of the ordinals from 0 hold; those that do come first. */
export function countWhile(count: number, holds: (ordinal: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
