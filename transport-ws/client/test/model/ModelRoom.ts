import { isDeepStrictEqual } from 'node:util';
import { applyToDocument } from '../../src/change/applyChange.js';
import type { Change } from '../../src/change/Change.js';
import { carry } from '../../src/change/carry.js';
import { diff } from '../../src/change/diff.js';
import { fit, NOTHING } from '../../src/change/fit.js';
import { readChange } from '../../src/change/readChange.js';
import { writeChange } from '../../src/change/writeChange.js';
import type { EditCommand } from '../../src/shared/commands.js';
import type { Delta } from '../../src/shared/delta.js';
import type { AckEvent, RejectCode, RejectEvent } from '../../src/shared/events.js';
import { deepFreeze, type Json } from '../../src/shared/json.js';

interface Applied {
  readonly version: number;
  readonly document: Json;
  readonly id: string;
  readonly seq: number;
  /** Undefined when the version changed nothing. */
  readonly delta: Delta | undefined;
}

export interface EditOutcome {
  readonly answer: AckEvent | RejectEvent;
  /** What the others hear of it. */
  readonly broadcast: { readonly version: number; readonly delta: Delta | undefined } | undefined;
}

const RANGE = 2 ** 32;

/** The document of one room as the wire has it: versions, ranges, history, and what was applied. */
export class ModelRoom {
  private log: Applied[] = [];
  private ranges: { first: number; last: number }[] = [{ first: 0, last: 0 }];
  private generation = 0;
  private readonly rejected = new Map<string, RejectEvent>();
  private readonly forgotten = new Set<string>();

  constructor(
    readonly name: string,
    private readonly initial: Json,
    /** Deltas that stale edits and joins are served from. */
    readonly maxHistory: number,
  ) {
    deepFreeze(initial);
  }

  get version(): number {
    return this.ranges.at(-1)!.last;
  }

  get document(): Json {
    return this.log.at(-1)?.document ?? this.initial;
  }

  /** Last applied edit of an id; undefined when forgotten. */
  seqOf(id: string): number | undefined {
    return this.forgotten.has(id) ? undefined : (this.lastOf(id)?.seq ?? 0);
  }

  forget(id: string): void {
    this.forgotten.add(id);
  }

  /** What leads from a version to now; undefined when the document must go out whole. */
  since(version: number): { delta: Delta | undefined } | undefined {
    const from = this.documentAt(version);
    return from === undefined ? undefined : { delta: diff(from, this.document) };
  }

  edit(id: string, command: EditCommand): EditOutcome {
    const { seq, delta } = command;
    const known = this.log.find((applied) => applied.id === id && applied.seq === seq);
    if (known !== undefined) {
      return { answer: this.ack(known, delta), broadcast: undefined };
    }
    const again = this.rejected.get(`${id}/${seq}`);
    if (again !== undefined) {
      return { answer: again, broadcast: undefined };
    }
    const code = this.refusal(id, command);
    const change = code === undefined ? this.carried(command) : undefined;
    if (change === undefined) {
      const answer: RejectEvent = {
        event: 'reject',
        room: this.name,
        seq,
        code: code ?? 'conflict',
        message: 'refused by the model',
        version: this.version,
      };
      this.rejected.set(`${id}/${seq}`, answer);
      return { answer, broadcast: undefined };
    }
    const applied = this.apply(id, seq, change);
    return { answer: this.ack(applied, delta), broadcast: { version: applied.version, delta: applied.delta } };
  }

  /** An unclean stop: what was applied above a version is lost, and the room goes on in a new range. */
  crash(version: number): void {
    this.log = this.log.filter((applied) => applied.version <= version);
    this.ranges = this.ranges.filter((range) => range.first <= version);
    const last = this.ranges.at(-1)!;
    last.last = Math.min(last.last, version);
    this.generation++;
    const first = this.generation * RANGE;
    this.ranges.push({ first, last: first });
  }

  private refusal(id: string, command: EditCommand): RejectCode | undefined {
    const last = this.lastOf(id);
    if (last !== undefined && command.base! < last.version) {
      return 'out-of-order';
    }
    const isKnown = this.documentAt(command.base!) !== undefined;
    return isKnown ? undefined : 'too-old';
  }

  private carried(command: EditCommand): Change | undefined {
    let change: Change | undefined = readChange(command.delta);
    for (const applied of this.log) {
      if (applied.version > command.base! && applied.delta !== undefined) {
        change = change && carry(change, readChange(applied.delta));
      }
    }
    return change && fit(this.document, change);
  }

  private apply(id: string, seq: number, change: Change): Applied {
    const document = applyToDocument(this.document, change);
    const delta = change === NOTHING ? undefined : (JSON.parse(JSON.stringify(writeChange(change))) as Delta);
    const version = ++this.ranges.at(-1)!.last;
    const applied = { version, document, id, seq, delta };
    this.log.push(applied);
    return applied;
  }

  private ack(applied: Applied, sent: Delta): AckEvent {
    const { seq, version, delta } = applied;
    const ack = { event: 'ack', room: this.name, seq, version } as const;
    return isDeepStrictEqual(delta, sent) ? ack : { ...ack, delta: delta ?? null };
  }

  private lastOf(id: string): Applied | undefined {
    return this.log.findLast((applied) => applied.id === id);
  }

  private documentAt(version: number): Json | undefined {
    if (!this.ranges.some((range) => range.first <= version && version <= range.last)) {
      return undefined;
    }
    const floor = this.log.at(-this.maxHistory - 1)?.version ?? 0;
    if (version < floor) {
      return undefined;
    }
    return this.log.findLast((applied) => applied.version <= version)?.document ?? this.initial;
  }
}
