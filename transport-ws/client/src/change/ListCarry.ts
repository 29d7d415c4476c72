import { carry, type Order } from './carry.js';
import { ListChange, type ListParts, listParts } from './ListChange.js';
import { countWhile, SortedIndices } from './SortedIndices.js';

/**
 * Carries a list change over another one of the same list. Between two items that both keep in place stands first what
 * the first one places there (insertions, moves), then what the last one does.
 *
 * So the last one anchors what it places to the next item behind it that it keeps in place, or the first one behind
 * that which the other change keeps in place, too. There is always one, as if the list went on for ever behind its end.
 * The first one anchors to the item before instead, or to the beginning.
 */
export class ListCarry {
  /** Where the items that the edit removes or moves stand behind the other change. */
  private readonly gone: SortedIndices;
  private readonly parts: ListParts = listParts();
  /** For each item that the edit places and that is left, in order: in front of which index it stands. */
  private readonly anchors: number[] = [];
  /** For each item that the edit moves and that is left, by where the edit moves it: which of the anchors is its own. */
  private readonly ordinals = new Map<number, number>();

  constructor(
    private readonly edit: ListChange,
    private readonly applied: ListChange,
    private readonly order: Order,
  ) {
    const gone: number[] = [];
    for (let i = 0; i < edit.gone.count; i++) {
      const index = this.takenFrom(edit.gone.at(i));
      if (index !== undefined) {
        gone.push(index);
      }
    }
    this.gone = new SortedIndices(gone);
  }

  carried(): ListChange {
    this.carryRemovals();
    // the places of the other items depend on all anchors
    this.carryPlaced();
    this.carryChanges();
    return new ListChange(this.parts);
  }

  /** Where behind the other change the edit takes an item of the base from; undefined when it does not. */
  private takenFrom(baseIndex: number): number | undefined {
    const isOverruled = this.order === 'first' && this.applied.movesItem(baseIndex);
    if (isOverruled && this.edit.movesItem(baseIndex)) {
      return undefined;
    }
    return this.applied.finalIndexOf(baseIndex);
  }

  /** @param kept how many items that the edit keeps stand before what it places */
  private anchorBehind(kept: number): number {
    const base = this.applied.gone.outsideAtOrBehind(this.edit.gone.outside(kept));
    // what the other change keeps in place has a place
    return this.applied.finalIndexOf(base)!;
  }

  private anchorBefore(kept: number): number {
    const { edit, applied } = this;
    const behind = kept === 0 ? 0 : edit.gone.outside(kept - 1) + 1;
    const keptByOther = behind - applied.gone.countBelow(behind);
    return keptByOther === 0 ? 0 : applied.finalIndexOf(applied.gone.outside(keptByOther - 1))! + 1;
  }

  private carryRemovals(): void {
    for (const removal of this.edit.removals) {
      const index = this.applied.finalIndexOf(removal.index);
      if (index !== undefined) {
        this.parts.removals.push({ index, old: removal.old });
      }
    }
  }

  private carryPlaced(): void {
    const { edit, anchors } = this;
    for (let i = 0; i < edit.placed.count; i++) {
      const editIndex = edit.placed.at(i);
      const move = edit.moveEndingAt(editIndex);
      const from = move && this.takenFrom(move.from);
      if (move !== undefined && from === undefined) {
        continue;
      }
      const anchor = this.order === 'last' ? this.anchorBehind(editIndex - i) : this.anchorBefore(editIndex - i);
      const index = anchor - this.gone.countBelow(anchor) + anchors.length;
      if (from === undefined) {
        this.parts.insertions.push({ index, value: edit.insertionAt(editIndex)!.value });
      } else {
        this.ordinals.set(editIndex, anchors.length);
        this.parts.moves.push({ from, to: index });
      }
      anchors.push(anchor);
    }
  }

  private carryChanges(): void {
    const { edit, applied } = this;
    for (const { index: editIndex, change: mine } of edit.changes) {
      const base = edit.baseIndexOf(editIndex);
      const index = base === undefined ? undefined : applied.finalIndexOf(base);
      if (index === undefined) {
        continue;
      }
      const other = applied.changeAt(index);
      const change = other === undefined ? mine : carry(mine, other, this.order);
      if (change !== undefined) {
        this.parts.changes.push({ index: this.carriedIndex(editIndex, index), change });
      }
    }
  }

  /** Where an item ends that the edit ends at `editIndex` and the other change at `index`. */
  private carriedIndex(editIndex: number, index: number): number {
    const ordinal = this.ordinals.get(editIndex);
    if (ordinal === undefined) {
      const before = countWhile(this.anchors.length, (i) => this.anchors[i]! <= index);
      return index - this.gone.countBelow(index) + before;
    }
    const anchor = this.anchors[ordinal]!;
    return anchor - this.gone.countBelow(anchor) + ordinal;
  }
}
