import { nanoid } from 'nanoid';
import type { SyncClient, UpdateOptions } from '../../src/client/index.js';
import type { Identity } from './identity.js';
import {
  boxAround,
  type Doing,
  doingOf,
  type Fill,
  isShape,
  type Kind,
  KIND_NAMES,
  type Point,
  type Scene,
  type Shape,
} from './scene.js';

export type Tool = 'select' | Kind;

/** What this user has chosen, and what can be done with it. Tells its listeners after each change. */
export class App {
  tool: Tool = 'select';
  fill: Fill = 'coral';
  private selected: readonly string[] = [];
  private cursor: Point | null = null;
  private groups = 0;
  /** The list as the document has it, and what of it can be drawn. */
  private written: unknown;
  private drawable: readonly Shape[] = [];
  private readonly listeners: (() => void)[] = [];

  constructor(
    readonly client: SyncClient<Scene, Doing>,
    readonly identity: Identity,
  ) {}

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  changed(): void {
    this.listeners.forEach((listener) => listener());
  }

  get isJoined(): boolean {
    return this.client.version !== undefined;
  }

  get canEdit(): boolean {
    return this.isJoined && this.client.permission !== 'readonly';
  }

  get shapes(): readonly Shape[] {
    const written: unknown = this.isJoined ? this.client.getData().shapes : undefined;
    if (written !== this.written) {
      this.written = written;
      this.drawable = Array.isArray(written) ? (written as unknown[]).filter(isShape) : [];
    }
    return this.drawable;
  }

  /** The others, with what they show. */
  get others(): readonly { id: string; userId: string; doing: Doing | undefined }[] {
    return this.client.others.map(({ id, userId, presence }) => ({ id, userId, doing: doingOf(presence) }));
  }

  /** Ids of what is selected and still there. */
  get selection(): readonly string[] {
    return this.selected;
  }

  get selectedShapes(): readonly Shape[] {
    return this.shapes.filter(({ id }) => this.selected.includes(id));
  }

  select(ids: readonly string[]): void {
    this.selected = ids;
    this.tellPresence();
    this.changed();
  }

  toggle(id: string): void {
    this.select(this.selected.includes(id) ? this.selected.filter((other) => other !== id) : [...this.selected, id]);
  }

  choose(tool: Tool): void {
    this.tool = tool;
    this.changed();
  }

  point(cursor: Point | null): void {
    this.cursor = cursor;
    this.tellPresence();
  }

  tellPresence(): void {
    const { name, color } = this.identity;
    const cursor = this.cursor && { x: Math.round(this.cursor.x), y: Math.round(this.cursor.y) };
    this.client.setPresence({ name, color, cursor, selection: this.selected });
  }

  /** A name for updates that are to be undone at once. */
  newGroup(): string {
    return `group ${++this.groups}`;
  }

  /** Changes the shapes, unless the room is read-only. */
  edit(recipe: (shapes: Shape[]) => void, options?: UpdateOptions): void {
    if (this.canEdit) {
      this.client.update((scene) => {
        scene.shapes ??= [];
        recipe(scene.shapes);
      }, options);
    }
  }

  editSelected(recipe: (shape: Shape) => void, options?: UpdateOptions): void {
    this.edit((shapes) => shapes.filter(({ id }) => this.selected.includes(id)).forEach(recipe), options);
  }

  add(shape: Omit<Shape, 'id' | 'name' | 'fill'>, options?: UpdateOptions): string {
    const id = nanoid();
    const count = this.shapes.filter(({ kind }) => kind === shape.kind).length + 1;
    const name = `${KIND_NAMES[shape.kind]} ${count}`;
    this.edit((shapes) => shapes.push({ ...shape, id, name, fill: this.fill }), options);
    this.select([id]);
    return id;
  }

  paint(fill: Fill): void {
    this.fill = fill;
    this.editSelected((shape) => (shape.fill = fill));
    this.changed();
  }

  moveBy(dx: number, dy: number, options?: UpdateOptions): void {
    this.editSelected((shape) => {
      shape.x += dx;
      shape.y += dy;
    }, options);
  }

  deleteSelected(): void {
    this.edit((shapes) => {
      for (const id of this.selected) {
        const index = shapes.findIndex((shape) => shape.id === id);
        if (index >= 0) {
          shapes.splice(index, 1);
        }
      }
    });
    this.select([]);
  }

  duplicateSelected(): void {
    const copies = this.selectedShapes.map((shape) => ({
      ...shape,
      id: nanoid(),
      name: `${shape.name} copy`,
      x: shape.x + 24,
      y: shape.y + 24,
    }));
    this.edit((shapes) => shapes.push(...(copies as Shape[])));
    this.select(copies.map(({ id }) => id));
  }

  /** Puts a shape at another place of the order; 0 is the bottom. */
  reorder(id: string, to: number): void {
    this.edit((shapes) => {
      const from = shapes.findIndex((shape) => shape.id === id);
      const [shape] = from < 0 ? [] : shapes.splice(from, 1);
      if (shape !== undefined) {
        shapes.splice(Math.max(0, Math.min(to, shapes.length)), 0, shape);
      }
    });
  }

  /** Moves what is selected up or down by one. */
  raise(by: 1 | -1): void {
    const order = by > 0 ? [...this.selectedShapes].reverse() : this.selectedShapes;
    for (const { id } of order) {
      this.reorder(id, this.shapes.findIndex((shape) => shape.id === id) + by);
    }
  }

  undo(): void {
    this.canEdit && this.client.undo();
  }

  redo(): void {
    this.canEdit && this.client.redo();
  }

  /** Others may have removed what is selected. */
  dropMissing(): void {
    const there = this.selected.filter((id) => this.shapes.some((shape) => shape.id === id));
    if (there.length !== this.selected.length) {
      this.select(there);
    }
  }

  get bounds() {
    return boxAround(this.shapes);
  }
}
