import { carry } from './carry.js';
import { ListChange, type ListParts, listParts } from './ListChange.js';
import { countWhile, SortedIndices } from './SortedIndices.js';

/**
 * Carries a list change over another one of the same list. Whatever the edit places (insertions, moves) stands in front
 * of an anchor: the next item behind it that the edit keeps in place, or the first one behind that which the other
 * change keeps in place, too. There is always one, as if the list went on for ever behind its end.
 */
export class ListCarry {
  /** Where the items that the edit removes or moves stand behind the other change. */
  private readonly gone: SortedIndices;
  private readonly parts: ListParts = listParts();
  /** For each item that the edit places and that is left, in order: in front of which item it stands. */
  private readonly anchors: number[] = [];
  /** For each item that the edit moves and that is left, by where the edit moves it: which of the anchors is its own. */
  private readonly ordinals = new Map<number, number>();

  constructor(
    private readonly edit: ListChange,
    private readonly applied: ListChange,
  ) {
    const gone: number[] = [];
    for (let i = 0; i < edit.gone.count; i++) {
      const index = applied.finalIndexOf(edit.gone.at(i));
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

  private carryRemovals(): void {
    for (const removal of this.edit.removals) {
      const index = this.applied.finalIndexOf(removal.index);
      if (index !== undefined) {
        this.parts.removals.push({ index, old: removal.old });
      }
    }
  }

  private carryPlaced(): void {
    const { edit, applied, anchors } = this;
    for (let i = 0; i < edit.placed.count; i++) {
      const editIndex = edit.placed.at(i);
      const move = edit.moveEndingAt(editIndex);
      const from = move && applied.finalIndexOf(move.from);
      if (move !== undefined && from === undefined) {
        continue;
      }
      const keptBase = edit.gone.outside(editIndex - i);
      // what the other change keeps in place has a place
      const anchor = applied.finalIndexOf(applied.gone.outsideAtOrBehind(keptBase))!;
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
      const change = other === undefined ? mine : carry(mine, other);
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
