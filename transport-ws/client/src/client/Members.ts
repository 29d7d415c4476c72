import { deepFreeze } from '../shared/json.js';
import type { Presence } from '../shared/presence.js';

/** The others in the room. Immutable lists go out. */
export class Members<TCustom> {
  private readonly byId = new Map<string, Presence<TCustom>>();
  private list: readonly Presence<TCustom>[] = [];

  /** In the order in which they came. */
  get all(): readonly Presence<TCustom>[] {
    return this.list;
  }

  get(id: string): Presence<TCustom> | undefined {
    return this.byId.get(id);
  }

  set(member: Presence<TCustom>): void {
    this.byId.set(member.id, deepFreeze({ ...member }));
    this.refresh();
  }

  /** @returns who that was */
  remove(id: string): Presence<TCustom> | undefined {
    const member = this.byId.get(id);
    this.byId.delete(id);
    this.refresh();
    return member;
  }

  /** @returns those who came and those who went */
  replaceAll(members: readonly Presence<TCustom>[]): { entered: Presence<TCustom>[]; left: Presence<TCustom>[] } {
    const before = new Map(this.byId);
    this.byId.clear();
    for (const member of members) {
      this.byId.set(member.id, deepFreeze({ ...member }));
    }
    this.refresh();
    return {
      entered: this.list.filter((member) => !before.has(member.id)),
      left: [...before.values()].filter((member) => !this.byId.has(member.id)),
    };
  }

  private refresh(): void {
    this.list = Object.freeze([...this.byId.values()]);
  }
}
