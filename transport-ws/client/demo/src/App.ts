import { nanoid } from 'nanoid';
import { type SyncClient, type UpdateOptions, UpdateTooLargeError } from '../../src/client/index.js';
import type { Identity } from './identity.js';
import {
  boxAround,
  type Doing,
  doingOf,
  type Fill,
  type Kind,
  KIND_NAMES,
  MIN_SIZE,
  type Point,
  type Scene,
  type Shape,
} from './scene.js';
import { hasOrder, isScene, placeShape, putShape, removeShape, shapeIn, shapesOf } from './shapes.js';
import { toast } from './toast.js';

export type Tool = 'select' | Kind;

/** What this user has chosen, and what can be done with it. Tells its listeners after each change. */
export class App {
  tool: Tool = 'select';
  fill: Fill = 'coral';
  private selected: readonly string[] = [];
  private cursor: Point | null = null;
  private groups = 0;
  /** The document, and what of it can be drawn. */
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
    return this.isJoined && this.client.permission !== 'readonly' && isScene(this.client.getData());
  }

  get shapes(): readonly Shape[] {
    const written: unknown = this.isJoined ? this.client.getData() : undefined;
    if (written !== this.written) {
      this.written = written;
      this.drawable = shapesOf(written);
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

  /** Changes some shapes. */
  editShapes(ids: readonly string[], recipe: (shape: Shape) => void, options?: UpdateOptions): void {
    this.edit((scene) => {
      for (const id of ids) {
        const shape = shapeIn(scene, id);
        if (shape !== undefined) {
          recipe(shape);
        }
      }
    }, options);
  }

  editSelected(recipe: (shape: Shape) => void, options?: UpdateOptions): void {
    this.editShapes(this.selected, recipe, options);
  }

  add(shape: Omit<Shape, 'id' | 'name' | 'fill'>, options?: UpdateOptions): string {
    const id = nanoid();
    const count = this.shapes.filter(({ kind }) => kind === shape.kind).length + 1;
    const name = `${KIND_NAMES[shape.kind]} ${count}`;
    this.put([{ ...shape, id, name, fill: this.fill }], options);
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

  resizeBy(dw: number, dh: number, options?: UpdateOptions): void {
    this.editSelected((shape) => {
      shape.w = Math.max(MIN_SIZE, shape.w + dw);
      shape.h = Math.max(MIN_SIZE, shape.h + dh);
    }, options);
  }

  deleteSelected(): void {
    this.edit((scene) => this.selected.forEach((id) => removeShape(scene, id)));
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
    this.put(copies);
    this.select(copies.map(({ id }) => id));
  }

  /** Puts a shape at another place of the order; 0 is the bottom. */
  reorder(id: string, to: number): void {
    this.edit((scene) => placeShape(scene, id, to));
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

  /** Puts new shapes on top. */
  private put(shapes: readonly Shape[], options?: UpdateOptions): void {
    if (this.canEdit && !hasOrder(this.client.getData())) {
      // to undo the first shape is not to take the order away from the others
      this.edit((scene) => void (scene.order = []), { isUndoable: false });
    }
    this.edit((scene) => shapes.forEach((shape) => putShape(scene, shape)), options);
  }

  /** Changes the document, unless the room is read-only. */
  private edit(recipe: (scene: Scene) => void, options?: UpdateOptions): void {
    if (!this.canEdit) {
      return;
    }
    try {
      this.client.update((scene) => recipe(scene), options);
    } catch (error) {
      if (!(error instanceof UpdateTooLargeError)) {
        throw error;
      }
      toast('That is more than can be kept until it is sent.');
    }
  }
}
