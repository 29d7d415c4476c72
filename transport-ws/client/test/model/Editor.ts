import assert from 'node:assert/strict';
import { create } from 'jsondiffpatch/with-text-diffs';
import { type IEventSocket, SyncClient, type SyncClientOptions } from '../../src/client/index.js';
import type { Json } from '../../src/shared/json.js';
import type { Random } from './Random.js';

export interface Item {
  id: string;
  v: number;
  sub: Item[];
}

export interface Doc {
  list: Item[];
  nums: string[];
  map: Record<string, Json>;
  text: string;
}

export const TEXT = 'The quick brown fox jumps over the lazy dog, and then it sits down and waits for the others to come.';

export function initialDocument(): Json {
  return { list: [], nums: [], map: {}, text: TEXT };
}

/** Which items must be there in the end, and which may. */
export class Ledger {
  /** Items that were inserted, with those that hold them. */
  readonly inserted = new Map<string, readonly string[]>();
  /** Items that somebody removed, or tried to. */
  readonly removed = new Set<string>();
  /** Items that undo touched, or an edit that was taken back. */
  readonly unsure = new Set<string>();
  private count = 0;

  newId(): string {
    return `t${++this.count}`;
  }
}

const patcher = create();

/** A user who does this and that, and checks what the client says about it. */
export class Editor<Socket extends IEventSocket = IEventSocket> {
  readonly client: SyncClient<Doc>;
  private mirror: Json | undefined;

  constructor(
    readonly name: string,
    readonly socket: Socket,
    private readonly random: Random,
    private readonly ledger: Ledger,
    options: SyncClientOptions,
    room = 'room',
  ) {
    this.client = new SyncClient<Doc>(socket, room, options);
    const { EVENTS } = SyncClient;
    this.client.on(EVENTS.SYNCED, (operations) => {
      for (const operation of operations) {
        this.mirror = patcher.patch(this.mirror, structuredClone(operation) as never) as Json;
      }
      assert.deepEqual(this.mirror, this.client.getData(), `${name}: operations lead to the data`);
    });
    this.client.on(EVENTS.JOINED, () => {
      this.mirror ??= structuredClone(this.client.getData()) as unknown as Json;
    });
    this.client.on(EVENTS.REJECTED, ({ code, delta }) => {
      assert.equal(code, 'conflict');
      this.doubt(delta);
    });
    this.client.on(EVENTS.UNCONFIRMED, ({ delta }) => this.doubt(delta));
    this.client.join(name).catch(assert.ifError);
  }

  get isReady(): boolean {
    return this.mirror !== undefined;
  }

  /** What the data had at the last event. */
  get seen(): Json | undefined {
    return this.mirror;
  }

  act(usesUndo: boolean): void {
    const action = this.random.below(usesUndo ? 13 : 10);
    if (action < 4) {
      this.insert();
    } else if (action < 5) {
      this.removeOne();
    } else if (action < 6) {
      this.moveOne();
    } else if (action < 8) {
      this.changeOne();
    } else if (action < 9) {
      this.changeMap();
    } else if (action < 10) {
      this.changeText();
    } else {
      this.goBack(action);
    }
  }

  private insert(): void {
    const id = this.ledger.newId();
    this.client.update((draft) => {
      if (this.random.chance(0.3)) {
        draft.nums.splice(this.random.below(draft.nums.length + 1), 0, id);
        this.ledger.inserted.set(id, []);
        return;
      }
      const path: string[] = [];
      let list = draft.list;
      while (list.length > 0 && this.random.chance(0.4)) {
        const item = this.random.pick(list);
        path.push(item.id);
        list = item.sub;
      }
      list.splice(this.random.below(list.length + 1), 0, { id, v: 0, sub: [] });
      this.ledger.inserted.set(id, path);
    });
  }

  private removeOne(): void {
    this.client.update((draft) => {
      const list = this.anyList(draft);
      const [item] = list.splice(this.random.below(list.length), 1);
      if (item !== undefined) {
        this.ledger.removed.add(item.id);
      }
    });
  }

  private moveOne(): void {
    this.client.update((draft) => {
      const list = this.anyList(draft);
      const [item] = list.splice(this.random.below(list.length), 1);
      if (item !== undefined) {
        list.splice(this.random.below(list.length + 1), 0, item);
      }
    });
  }

  private changeOne(): void {
    this.client.update((draft) => {
      const list = this.anyList(draft);
      if (list.length > 0) {
        this.random.pick(list).v = this.random.below(1_000);
      }
    });
  }

  private changeMap(): void {
    this.client.update((draft) => {
      const key = this.random.pick(['a', 'b', 'constructor', '_k']);
      if (this.random.chance(0.3)) {
        delete draft.map[key];
      } else if (this.random.chance(0.5)) {
        draft.map[key] = { x: this.random.below(10), y: [this.random.below(10)] };
      } else {
        const value = Object.hasOwn(draft.map, key) ? draft.map[key] : undefined;
        if (value !== null && typeof value === 'object') {
          (value as Record<string, Json>)['x'] = this.random.below(1_000);
        } else {
          draft.map[key] = this.random.below(1_000);
        }
      }
    });
  }

  private changeText(): void {
    this.client.update((draft) => {
      const words = draft.text.split(' ');
      words.splice(this.random.below(words.length), this.random.below(2), `${this.name}${this.random.below(100)}`);
      draft.text = words.join(' ');
    });
  }

  private goBack(action: number): void {
    const before = tokensIn(this.client.getData());
    const isDone = action < 12 ? this.client.undo() : this.client.redo();
    if (isDone) {
      const after = tokensIn(this.client.getData());
      const count = (tokens: string[], token: string) => tokens.filter((other) => other === token).length;
      for (const token of new Set([...before, ...after])) {
        if (count(before, token) !== count(after, token)) {
          this.ledger.unsure.add(token);
        }
      }
    }
  }

  private anyList(draft: Doc): Item[] {
    let list = draft.list;
    while (list.length > 0 && this.random.chance(0.3)) {
      list = this.random.pick(list).sub;
    }
    return list;
  }

  private doubt(delta: unknown): void {
    for (const token of JSON.stringify(delta).match(/t\d+/g) ?? []) {
      this.ledger.unsure.add(token);
    }
  }
}

/** Ids of all items of a document, as often as they stand there. */
export function tokensIn(document: unknown): string[] {
  const { list, nums } = document as Doc;
  const tokens = [...nums];
  const add = (items: readonly Item[]) =>
    items.forEach((item) => {
      tokens.push(item.id);
      add(item.sub);
    });
  add(list);
  return tokens;
}
