import { applyToDocument } from '../change/applyChange.js';
import type { Change } from '../change/Change.js';
import { carry } from '../change/carry.js';
import { diff } from '../change/diff.js';
import { fit, NOTHING } from '../change/fit.js';
import { readChange } from '../change/readChange.js';
import { withoutTwins } from '../change/withoutTwins.js';
import type { Json } from '../shared/json.js';

/** What takes some own steps back; it applies to the document behind all later ones of its stack, once those are taken back. */
interface Entry {
  readonly change: Change;
  readonly firstStep: number;
  readonly lastStep: number;
  readonly group: string | undefined;
}

/** Own changes, to be undone and done again. Others' changes are carried into the stacks as they come. */
export class History {
  private undoable: Entry[] = [];
  private redoable: Entry[] = [];

  constructor(private readonly maxEntries: number) {}

  get canUndo(): boolean {
    return this.undoable.length > 0;
  }

  get canRedo(): boolean {
    return this.redoable.length > 0;
  }

  /**
   * A step of the user.
   *
   * @param inverse applies to `after` and gives `before`
   * @param group steps of one group that follow each other are undone at once
   */
  record(step: number, inverse: Change, before: Json, after: Json, group: string | undefined): void {
    this.redoable = [];
    const last = this.undoable.at(-1);
    if (group === undefined || last?.group !== group) {
      push(this.undoable, { change: inverse, firstStep: step, lastStep: step, group }, this.maxEntries);
      return;
    }
    this.undoable.pop();
    const delta = diff(after, withFitting(before, last.change));
    if (delta !== undefined) {
      this.undoable.push({ ...last, change: readChange(delta), lastStep: step });
    }
  }

  /** A step that is not to be undone: as if it were somebody else's. */
  carryOver(change: Change): void {
    this.undoable = carryStack(this.undoable, change);
    this.redoable = carryStack(this.redoable, change);
  }

  /** The steps from one to another were taken back in the end, and this is what took them back. */
  forget(firstStep: number, lastStep: number, change: Change | undefined): void {
    const isForgotten = (entry: Entry) => entry.firstStep >= firstStep && entry.lastStep <= lastStep;
    const above = (stack: Entry[]) => {
      const end = stack.findLastIndex(isForgotten) + 1;
      const upper = change === undefined ? stack.slice(end) : carryStack(stack.slice(end), change);
      return [...stack.slice(0, end).filter((entry) => !isForgotten(entry)), ...upper];
    };
    this.undoable = above(this.undoable);
    this.redoable = above(this.redoable);
  }

  /** The part of the last own change that can be taken back now; undefined when there is none. */
  undo(document: Json): Change | undefined {
    return takeFitting(this.undoable, document);
  }

  redo(document: Json): Change | undefined {
    return takeFitting(this.redoable, document);
  }

  /** A step that was an undo. */
  recordUndo(step: number, inverse: Change): void {
    push(this.redoable, { change: inverse, firstStep: step, lastStep: step, group: undefined }, this.maxEntries);
  }

  recordRedo(step: number, inverse: Change): void {
    push(this.undoable, { change: inverse, firstStep: step, lastStep: step, group: undefined }, this.maxEntries);
  }
}

function push(stack: Entry[], entry: Entry, maxEntries: number): void {
  stack.push(entry);
  if (stack.length > maxEntries) {
    stack.shift();
  }
}

function takeFitting(stack: Entry[], document: Json): Change | undefined {
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const fitting = fit(document, entry.change);
    // without its twins it may be nothing
    const part = fitting && fit(document, withoutTwins(document, fitting));
    if (part !== undefined && part !== NOTHING) {
      return part;
    }
  }
  return undefined;
}

/** From the last one down, each entry is carried over the change as it is behind the entries above. */
function carryStack(stack: Entry[], change: Change): Entry[] {
  const carried: Entry[] = [];
  let other: Change | undefined = change;
  for (let i = stack.length - 1; i >= 0; i--) {
    const entry = stack[i]!;
    const mine: Change | undefined = other === undefined ? entry.change : carry(entry.change, other);
    other = other && carry(other, entry.change, 'first');
    if (mine !== undefined) {
      carried.push(mine === entry.change ? entry : { ...entry, change: mine });
    }
  }
  return carried.reverse();
}

function withFitting(document: Json, change: Change): Json {
  const part = fit(document, change);
  return part === undefined ? document : applyToDocument(document, part);
}
