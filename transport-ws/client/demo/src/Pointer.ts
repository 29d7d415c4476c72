import type { App } from './App.js';
import { byId, onceAFrame } from './dom.js';
import { type Handle, handlePoint, type Overlay } from './Overlay.js';
import { type Box, boxBetween, type Kind, meet, MIN_SIZE, type Point, type Shape } from './scene.js';
import { strokeOf } from './ShapeView.js';
import type { Viewport } from './Viewport.js';

const DEFAULT_SIZE: Record<Exclude<Kind, 'path'>, { w: number; h: number }> = {
  rect: { w: 140, h: 90 },
  ellipse: { w: 120, h: 120 },
  triangle: { w: 120, h: 104 },
  note: { w: 180, h: 130 },
};
const MIN_STEP = 3;

/** What a pressed pointer does until it is let go. */
interface Gesture {
  move(to: Point, event: PointerEvent): void;
  end?(to: Point): void;
}

/** Pointer and wheel on the drawing. */
export class Pointer {
  private readonly board = byId<SVGSVGElement>('board');
  private gesture: Gesture | undefined;
  private last: PointerEvent | undefined;
  private isSpaceDown = false;
  private readonly follow = onceAFrame(() => this.step());

  constructor(
    private readonly app: App,
    private readonly viewport: Viewport,
    private readonly overlay: Overlay,
    private readonly editText: () => void,
  ) {
    const { board } = this;
    board.addEventListener('pointerdown', (event) => this.onDown(event));
    board.addEventListener('pointermove', (event) => this.onMove(event));
    board.addEventListener('pointerup', (event) => this.onUp(event));
    board.addEventListener('pointercancel', (event) => this.onUp(event));
    board.addEventListener('pointerleave', () => this.gesture ?? this.app.point(null));
    board.addEventListener('dblclick', () => this.app.selection.length === 1 && this.editText());
    board.addEventListener('wheel', (event) => this.onWheel(event), { passive: false });
    addEventListener('keydown', (event) => this.onKey(event));
    addEventListener('keyup', (event) => (this.isSpaceDown &&= event.key !== ' '));
  }

  /** A shape of the current tool in the middle of the view, for those without a pointer. */
  addInTheMiddle(): void {
    const { tool } = this.app;
    if (tool === 'select' || tool === 'path') {
      return;
    }
    const { x, y } = this.viewport.center;
    const { w, h } = DEFAULT_SIZE[tool];
    // not all on one spot
    const shift = 24 * (this.app.shapes.length % 8);
    this.app.add({ kind: tool, x: Math.round(x - w / 2) + shift, y: Math.round(y - h / 2) + shift, w, h });
    this.app.choose('select');
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0 && event.button !== 1) {
      return;
    }
    event.preventDefault();
    // who points sees where the focus is
    this.board.classList.add('pointed');
    this.board.focus({ preventScroll: true });
    this.board.setPointerCapture(event.pointerId);
    const at = this.at(event);
    this.gesture = event.button === 1 || this.isSpaceDown ? this.pan(event) : this.begin(at, event);
  }

  private onKey(event: KeyboardEvent): void {
    this.isSpaceDown ||= event.key === ' ' && event.target === this.board;
    if (event.key === 'Tab') {
      this.board.classList.remove('pointed');
    }
  }

  private begin(at: Point, event: PointerEvent): Gesture {
    const { app } = this;
    if (app.tool !== 'select' && app.canEdit) {
      return app.tool === 'path' ? this.drawStroke(at) : this.drawShape(app.tool, at);
    }
    const target = event.target as Element;
    const handle = target.getAttribute('data-handle') as Handle | null;
    const [only] = app.selectedShapes;
    if (handle !== null && only !== undefined) {
      return this.resize(only, handle);
    }
    const id = target.closest('[data-shape-id]')?.getAttribute('data-shape-id');
    if (id == null) {
      return this.selectArea(at, event.shiftKey ? app.selection : []);
    }
    if (event.shiftKey) {
      app.toggle(id);
    } else if (!app.selection.includes(id)) {
      app.select([id]);
    }
    return this.moveSelected(at);
  }

  private onMove(event: PointerEvent): void {
    this.last = event;
    this.follow();
  }

  private step(): void {
    const event = this.last;
    if (event !== undefined) {
      const at = this.at(event);
      this.app.point(at);
      this.gesture?.move(at, event);
    }
  }

  private onUp(event: PointerEvent): void {
    const { gesture } = this;
    if (gesture !== undefined) {
      gesture.move(this.at(event), event);
      this.gesture = undefined;
      gesture.end?.(this.at(event));
    }
  }

  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      this.viewport.zoom(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
    } else {
      const [dx, dy] = event.shiftKey ? [event.deltaY, event.deltaX] : [event.deltaX, event.deltaY];
      this.viewport.pan(-dx, -dy);
    }
  }

  private at({ clientX, clientY }: PointerEvent): Point {
    return this.viewport.toWorld(clientX, clientY);
  }

  private pan(start: PointerEvent): Gesture {
    let { clientX, clientY } = start;
    this.board.classList.add('panning');
    return {
      move: (_, event) => {
        this.viewport.pan(event.clientX - clientX, event.clientY - clientY);
        ({ clientX, clientY } = event);
      },
      end: () => this.board.classList.remove('panning'),
    };
  }

  private moveSelected(start: Point): Gesture {
    const { app } = this;
    const group = app.newGroup();
    let done = { x: 0, y: 0 };
    return {
      move: (to) => {
        const next = { x: Math.round(to.x - start.x), y: Math.round(to.y - start.y) };
        if (next.x !== done.x || next.y !== done.y) {
          app.moveBy(next.x - done.x, next.y - done.y, { group });
          done = next;
        }
      },
    };
  }

  private resize(shape: Shape, handle: Handle): Gesture {
    const group = this.app.newGroup();
    const { x, y, w, h } = shape;
    const opposite = { x: handle.includes('w') ? x + w : x, y: handle.includes('n') ? y + h : y };
    const corner = handlePoint(shape, handle);
    return {
      move: (to) => {
        const free = {
          x: /[ew]/.test(handle) ? to.x : corner.x + w / 2,
          y: /[ns]/.test(handle) ? to.y : corner.y + h / 2,
        };
        this.give(shape.id, boxBetween(opposite, free), group);
      },
    };
  }

  private drawShape(kind: Exclude<Kind, 'path'>, start: Point): Gesture {
    const { app } = this;
    const group = app.newGroup();
    let id: string | undefined;
    return {
      move: (to) => {
        const box = boxBetween(start, to);
        if (id !== undefined) {
          this.give(id, box, group);
        } else if (box.w > MIN_SIZE || box.h > MIN_SIZE) {
          id = app.add({ kind, ...rounded(box) }, { group });
        }
      },
      end: () => {
        if (id === undefined) {
          const { w, h } = DEFAULT_SIZE[kind];
          app.add({ kind, ...rounded({ x: start.x - w / 2, y: start.y - h / 2, w, h }) });
        }
        app.choose('select');
        if (kind === 'note') {
          this.editText();
        }
      },
    };
  }

  private drawStroke(start: Point): Gesture {
    const points = [start];
    const { overlay } = this;
    return {
      move: (to) => {
        const last = points.at(-1)!;
        if (Math.hypot(to.x - last.x, to.y - last.y) * this.viewport.scale >= MIN_STEP) {
          points.push(to);
          overlay.stroke = points;
          overlay.draw();
        }
      },
      end: () => {
        overlay.stroke = [];
        if (points.length > 1) {
          this.app.add({ kind: 'path', ...strokeOf(points) });
        }
        overlay.draw();
      },
    };
  }

  private selectArea(start: Point, before: readonly string[]): Gesture {
    const { app, overlay } = this;
    app.select(before);
    return {
      move: (to) => {
        const area = boxBetween(start, to);
        overlay.marquee = area;
        const met = app.shapes.filter((shape) => meet(shape, area)).map(({ id }) => id);
        app.select([...new Set([...before, ...(area.w + area.h > MIN_STEP ? met : [])])]);
      },
      end: () => {
        overlay.marquee = undefined;
        overlay.draw();
      },
    };
  }

  private give(id: string, box: Box, group: string): void {
    const next = rounded(box);
    this.app.editShapes([id], (shape) => Object.assign(shape, next), { group });
  }
}

function rounded({ x, y, w, h }: Box): Box {
  return {
    x: Math.round(x),
    y: Math.round(y),
    w: Math.max(MIN_SIZE, Math.round(w)),
    h: Math.max(MIN_SIZE, Math.round(h)),
  };
}
