import { applyChange, applyToDocument } from '../change/applyChange.js';
import type { Change } from '../change/Change.js';
import { carry } from '../change/carry.js';
import { diff } from '../change/diff.js';
import { fit, NOTHING } from '../change/fit.js';
import { readChange } from '../change/readChange.js';
import { writeChange } from '../change/writeChange.js';
import type { Delta } from '../shared/delta.js';
import { deepFreeze, type Json } from '../shared/json.js';

/** An edit that was sent and not answered. */
export interface Flight {
  readonly seq: number;
  /** Version that the delta was made against. */
  readonly base: number;
  /** As it was sent. */
  readonly delta: Delta;
}

/** How a step changed the local copy: nothing, or these deltas, one after the other. */
export type Operations = readonly Delta[];

/**
 * The document as the server has it at a version, the same with the edit in flight, and the same with what is not sent
 * yet. All three are frozen and share what is equal.
 */
export class ThreeDocuments {
  private shadow: Json;
  private sent: Json;
  private localCopy: Json;
  private shadowVersion: number;
  private inFlight: Flight | undefined;
  /** The edit in flight, as it applies to the shadow; undefined when nothing of it is left. */
  private carried: Change | undefined;

  constructor(document: Json, version: number) {
    this.shadow = this.sent = this.localCopy = deepFreeze(document);
    this.shadowVersion = version;
  }

  get version(): number {
    return this.shadowVersion;
  }

  get local(): Json {
    return this.localCopy;
  }

  get flight(): Flight | undefined {
    return this.inFlight;
  }

  /** Whether the local copy may have what was not sent. */
  get hasUnsent(): boolean {
    return this.localCopy !== this.sent;
  }

  /** What would be unsent if this were the local copy; undefined for nothing. */
  unsentOf(document: Json): Delta | undefined {
    return diff(this.sent, document);
  }

  /** Changes the local copy. The change fits it. */
  change(change: Change): void {
    this.localCopy = applyToDocument(this.localCopy, change);
  }

  /** Puts what was not sent in flight; undefined when that is nothing. Nothing must be in flight. */
  takeOff(nextSeq: () => number): Flight | undefined {
    const delta = diff(this.shadow, this.localCopy);
    if (delta === undefined) {
      this.localCopy = this.sent;
      return undefined;
    }
    this.carried = readChange(delta);
    this.sent = this.localCopy;
    this.inFlight = { seq: nextSeq(), base: this.shadowVersion, delta: deepFreeze(delta) };
    return this.inFlight;
  }

  /** The carried edit goes under a new number; undefined when nothing of it is left. */
  takeOffAgain(nextSeq: () => number): Flight | undefined {
    if (this.carried === undefined) {
      this.inFlight = undefined;
      return undefined;
    }
    this.inFlight = { seq: nextSeq(), base: this.shadowVersion, delta: deepFreeze(writeChange(this.carried)) };
    return this.inFlight;
  }

  /** Somebody else's delta; undefined for a version that changed nothing. */
  applyRemote(delta: Delta | undefined, version: number): Operations {
    return this.applyDelta(delta, version, false);
  }

  /** The edit in flight was applied, as it was sent or as the delta says; null: it changed nothing. */
  applyAck(delta: Delta | null | undefined, version: number): Operations {
    return this.applyDelta(delta === undefined ? this.inFlight!.delta : (delta ?? undefined), version, true);
  }

  /** A whole document in the place of the shadow. */
  replaceShadow(document: Json, version: number, isLanded: boolean): Operations {
    const delta = diff(this.shadow, deepFreeze(document));
    const change = delta && readChange(delta);
    const patched = change === undefined ? this.shadow : applyToDocument(this.shadow, change);
    // what did not change stays the same object, so that users see it as unchanged
    const shadow = diff(patched, document) === undefined ? patched : document;
    return this.move(shadow, version, delta, change, isLanded);
  }

  /** The delta from the version of the shadow to another. */
  applyDelta(delta: Delta | undefined, version: number, isLanded: boolean): Operations {
    const change = delta && readChange(delta);
    const shadow = change === undefined ? this.shadow : applyToDocument(this.shadow, change);
    return this.move(shadow, version, delta, change, isLanded);
  }

  /** The edit in flight is not applied, or is in the shadow already: in both cases it ends. */
  endFlight(): Operations {
    return this.move(this.shadow, this.shadowVersion, undefined, undefined, true);
  }

  private move(
    shadow: Json,
    version: number,
    delta: Delta | undefined,
    change: Change | undefined,
    isLanded: boolean,
  ): Operations {
    const local = this.localCopy;
    const hadFlight = this.inFlight !== undefined;
    const unsent = this.hasUnsent ? diff(this.sent, local) : undefined;
    const next = this.nextSent(shadow, change, isLanded);
    const step = hadFlight ? diff(this.sent, next) : delta;
    const stepChange = hadFlight ? step && readChange(step) : change;
    const sent = step === undefined ? this.sent : next;
    this.shadow = this.inFlight === undefined ? sent : shadow;
    this.shadowVersion = version;
    this.sent = sent;
    if (unsent === undefined) {
      this.localCopy = sent;
      return step === undefined ? [] : [deepFreeze(step)];
    }
    if (stepChange === undefined) {
      return [];
    }
    const left = carry(readChange(unsent), stepChange);
    this.localCopy = withFitting(sent, left);
    const operations = diff(local, this.localCopy);
    return operations === undefined ? [] : [deepFreeze(operations)];
  }

  /** The sent copy for a new shadow. */
  private nextSent(shadow: Json, change: Change | undefined, isLanded: boolean): Json {
    if (this.inFlight === undefined || isLanded) {
      this.inFlight = undefined;
      this.carried = undefined;
      return shadow;
    }
    if (this.carried !== undefined && change !== undefined) {
      this.carried = carry(this.carried, change);
    }
    return withFitting(shadow, this.carried);
  }
}

/** The document with what applies of a change. */
function withFitting(document: Json, change: Change | undefined): Json {
  const part = change && fit(document, change);
  return part === undefined || part === NOTHING ? document : (applyChange(document, part) ?? document);
}
