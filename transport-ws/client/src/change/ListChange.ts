import type { Json } from '../shared/json.js';
import type { Change } from './Change.js';
import { SortedIndices } from './SortedIndices.js';

export interface Removal {
  /** Index before the change. */
  readonly index: number;
  readonly old: Json;
}

export interface Move {
  /** Index before the change. */
  readonly from: number;
  /** Index behind the change. */
  readonly to: number;
}

export interface Insertion {
  /** Index behind the change. */
  readonly index: number;
  readonly value: Json;
}

export interface ItemChange {
  /** Index behind the change. */
  readonly index: number;
  readonly change: Change;
}

export interface ListParts {
  readonly removals: Removal[];
  readonly moves: Move[];
  readonly insertions: Insertion[];
  readonly changes: ItemChange[];
}

export function listParts(): ListParts {
  return { removals: [], moves: [], insertions: [], changes: [] };
}

/**
 * Items of a list go, move, come and change. Every other item stays in place: those keep their order and fill the
 * indices that are left. Costs nothing by the length of the list. Immutable.
 */
export class ListChange {
  readonly kind = 'list';
  readonly removals: readonly Removal[];
  readonly moves: readonly Move[];
  readonly insertions: readonly Insertion[];
  readonly changes: readonly ItemChange[];
  /** Removals and sources of moves. */
  readonly gone: SortedIndices;
  /** Insertions and destinations of moves. */
  readonly placed: SortedIndices;
  private readonly removed: ReadonlySet<number>;
  private readonly moveFrom: ReadonlyMap<number, Move>;
  private readonly moveTo: ReadonlyMap<number, Move>;
  private readonly inserted: ReadonlyMap<number, Insertion>;
  private readonly changed: ReadonlyMap<number, Change>;

  constructor(parts: ListParts) {
    this.removals = [...parts.removals].sort((a, b) => a.index - b.index);
    this.moves = [...parts.moves].sort((a, b) => a.from - b.from);
    this.insertions = [...parts.insertions].sort((a, b) => a.index - b.index);
    this.changes = [...parts.changes].sort((a, b) => a.index - b.index);
    this.removed = new Set(this.removals.map((removal) => removal.index));
    this.moveFrom = new Map(this.moves.map((move) => [move.from, move]));
    this.moveTo = new Map(this.moves.map((move) => [move.to, move]));
    this.inserted = new Map(this.insertions.map((insertion) => [insertion.index, insertion]));
    this.changed = new Map(this.changes.map((item) => [item.index, item.change]));
    this.gone = new SortedIndices([...this.removals.map((r) => r.index), ...this.moves.map((m) => m.from)]);
    this.placed = new SortedIndices([...this.insertions.map((i) => i.index), ...this.moves.map((m) => m.to)]);
  }

  get isEmpty(): boolean {
    return this.gone.count + this.placed.count + this.changes.length === 0;
  }

  /** Where an item ends; undefined when it is removed. */
  finalIndexOf(baseIndex: number): number | undefined {
    const move = this.moveFrom.get(baseIndex);
    if (move !== undefined) {
      return move.to;
    }
    return this.removed.has(baseIndex)
      ? undefined
      : this.placed.outside(baseIndex - this.gone.countBelow(baseIndex));
  }

  /** Which item ends at an index; undefined when it is inserted. */
  baseIndexOf(finalIndex: number): number | undefined {
    if (!this.placed.has(finalIndex)) {
      return this.gone.outside(finalIndex - this.placed.countBelow(finalIndex));
    }
    return this.moveTo.get(finalIndex)?.from;
  }

  /** Whether an item moves. */
  movesItem(baseIndex: number): boolean {
    return this.moveFrom.has(baseIndex);
  }

  /** The move that ends at an index. */
  moveEndingAt(finalIndex: number): Move | undefined {
    return this.moveTo.get(finalIndex);
  }

  /** What is inserted at an index. */
  insertionAt(finalIndex: number): Insertion | undefined {
    return this.inserted.get(finalIndex);
  }

  /** What happens inside the item that ends at an index. */
  changeAt(finalIndex: number): Change | undefined {
    return this.changed.get(finalIndex);
  }

  /** Whether a list may have so many items: no index lies past its end. */
  fits(length: number): boolean {
    const { gone, placed, changes } = this;
    const finalLength = length - gone.count + placed.count;
    return (
      (gone.count === 0 || gone.at(gone.count - 1) < length) &&
      (placed.count === 0 || placed.at(placed.count - 1) < finalLength) &&
      (changes.length === 0 || changes[changes.length - 1]!.index < finalLength)
    );
  }
}
