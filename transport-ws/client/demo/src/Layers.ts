import type { App } from './App.js';
import { arrange, byId, html, set } from './dom.js';
import { paint, type Shape } from './scene.js';

const DRAG_START_PX = 5;

interface Drag {
  readonly id: string;
  readonly startY: number;
  isMoving: boolean;
  /** Where in the list, from the top, the layer would go. */
  target: number;
}

/** The shapes as a list, the topmost first; its order is theirs. */
export class Layers {
  private readonly list = byId<HTMLUListElement>('layers');
  private readonly rows = new Map<string, HTMLLIElement>();
  private current: string | undefined;
  private drag: Drag | undefined;

  constructor(
    private readonly app: App,
    private readonly rename: () => void,
  ) {
    const { list } = this;
    list.addEventListener('keydown', (event) => this.onKey(event));
    list.addEventListener('pointerdown', (event) => this.onDown(event));
    list.addEventListener('pointermove', (event) => this.onMove(event));
    list.addEventListener('pointerup', (event) => this.onUp(event));
    list.addEventListener('pointercancel', () => this.endDrag());
    list.addEventListener('dblclick', () => this.rename());
    list.addEventListener('focus', () => this.focusFirst());
  }

  draw(): void {
    const shapes = this.fromTop();
    const there = new Set(shapes.map(({ id }) => id));
    for (const id of this.rows.keys()) {
      if (!there.has(id)) {
        this.rows.delete(id);
      }
    }
    arrange(
      this.list,
      shapes.map((shape, index) => this.row(shape, index, shapes.length)),
    );
    byId('layer-count').textContent = shapes.length === 0 ? '' : String(shapes.length);
    const current = this.current === undefined ? undefined : this.rows.get(this.current);
    set(this.list, { 'aria-activedescendant': current?.id });
  }

  private fromTop(): Shape[] {
    return [...this.app.shapes].reverse();
  }

  private row(shape: Shape, index: number, count: number): HTMLLIElement {
    let row = this.rows.get(shape.id);
    if (row === undefined) {
      row = html('li', { id: `layer-${shape.id}`, role: 'option', 'data-layer-id': shape.id });
      row.append(html('span', { class: 'chip' }), html('span', { class: 'name' }), html('span', { class: 'others' }));
      this.rows.set(shape.id, row);
    }
    const [chip, name, others] = row.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
    chip.className = `chip ${shape.kind}`;
    set(chip, { style: `--fill: ${paint(shape.fill)}` });
    if (name.textContent !== shape.name) {
      name.textContent = shape.name;
    }
    this.showOthers(others, shape.id);
    const isTarget = this.drag?.isMoving === true;
    row.className = [
      'layer',
      shape.id === this.current ? 'current' : '',
      isTarget && this.drag!.id === shape.id ? 'dragged' : '',
      isTarget && this.drag!.target === index ? 'before' : '',
      isTarget && this.drag!.target === count && index === count - 1 ? 'after' : '',
    ].join(' ');
    set(row, { 'aria-selected': this.app.selection.includes(shape.id) ? 'true' : 'false' });
    return row;
  }

  private showOthers(element: HTMLElement, id: string): void {
    const others = this.app.others.filter(({ doing }) => doing?.selection.includes(id));
    element.replaceChildren(
      ...others.map(({ doing }) =>
        html('span', { class: 'who', style: `--who: ${paint(doing!.color)}`, title: doing!.name }),
      ),
    );
  }

  private onKey(event: KeyboardEvent): void {
    const shapes = this.fromTop();
    const index = shapes.findIndex(({ id }) => id === this.current);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && event.altKey && this.current !== undefined) {
      // the list shows the top first
      this.app.reorder(this.current, shapes.length - 1 - index - step);
    } else if (step !== 0) {
      this.go(shapes[Math.max(0, Math.min(shapes.length - 1, index + step))], event.shiftKey);
    } else if (event.key === 'Home' || event.key === 'End') {
      this.go(shapes.at(event.key === 'Home' ? 0 : -1), false);
    } else if (event.key === ' ' && this.current !== undefined) {
      this.app.toggle(this.current);
    } else if (event.key === 'Enter' || event.key === 'F2') {
      this.rename();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.rows.get(this.current ?? '')?.scrollIntoView({ block: 'nearest' });
  }

  private go(shape: Shape | undefined, isMore: boolean): void {
    if (shape !== undefined) {
      this.current = shape.id;
      this.app.select(isMore ? [...new Set([...this.app.selection, shape.id])] : [shape.id]);
    }
  }

  private focusFirst(): void {
    if (this.current === undefined || !this.rows.has(this.current)) {
      this.current = this.app.selection[0] ?? this.fromTop()[0]?.id;
      this.draw();
    }
  }

  private onDown(event: PointerEvent): void {
    const id = (event.target as Element).closest('[data-layer-id]')?.getAttribute('data-layer-id');
    if (id == null || event.button !== 0) {
      return;
    }
    this.current = id;
    if (event.shiftKey || event.ctrlKey || event.metaKey) {
      this.app.toggle(id);
    } else {
      this.app.select([id]);
    }
    this.list.setPointerCapture(event.pointerId);
    this.drag = { id, startY: event.clientY, isMoving: false, target: -1 };
  }

  private onMove(event: PointerEvent): void {
    const { drag } = this;
    if (drag === undefined || !this.app.canEdit) {
      return;
    }
    drag.isMoving ||= Math.abs(event.clientY - drag.startY) > DRAG_START_PX;
    if (drag.isMoving) {
      drag.target = this.placeAt(event.clientY);
      this.draw();
    }
  }

  /** Before which row a point lies. */
  private placeAt(clientY: number): number {
    const rows = [...this.list.children];
    const index = rows.findIndex((row) => {
      const { top, height } = row.getBoundingClientRect();
      return clientY < top + height / 2;
    });
    return index < 0 ? rows.length : index;
  }

  private onUp(event: PointerEvent): void {
    const { drag } = this;
    if (drag?.isMoving) {
      const shapes = this.fromTop();
      const from = shapes.findIndex(({ id }) => id === drag.id);
      const place = this.placeAt(event.clientY);
      const to = place > from ? place - 1 : place;
      if (from >= 0 && to !== from) {
        this.app.reorder(drag.id, shapes.length - 1 - to);
      }
    }
    this.endDrag();
  }

  private endDrag(): void {
    this.drag = undefined;
    this.draw();
  }
}
