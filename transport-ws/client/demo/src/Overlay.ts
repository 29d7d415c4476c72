import type { App } from './App.js';
import { arrange, byId, set, svg } from './dom.js';
import { type Box, boxAround, type Doing, paint, type Point } from './scene.js';
import type { Viewport } from './Viewport.js';

export const HANDLES = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;
export type Handle = (typeof HANDLES)[number];

const TAG_HEIGHT = 18;
const CHARACTER_WIDTH = 7.4;

/** Draws over the shapes: what is selected, by whom, and where the others point. */
export class Overlay {
  /** Drawn while it is pulled open. */
  marquee: Box | undefined;
  /** A stroke that is not done. */
  stroke: readonly Point[] = [];
  private readonly overlay = byId<SVGGElement>('overlay');
  private readonly cursors = byId<SVGGElement>('cursors');
  private readonly cursorById = new Map<string, SVGGElement>();

  constructor(
    private readonly app: App,
    private readonly viewport: Viewport,
  ) {}

  draw(): void {
    const unit = 1 / this.viewport.scale;
    const frames = this.app.others.flatMap(({ doing }) => this.framesOf(doing, unit));
    this.overlay.replaceChildren(...frames, ...this.ownFrame(unit), ...this.unfinished(unit));
    this.drawCursors(unit);
  }

  private framesOf(doing: Doing | undefined, unit: number): SVGElement[] {
    if (doing === undefined) {
      return [];
    }
    const shapes = this.app.shapes.filter(({ id }) => doing.selection.includes(id));
    const frames: SVGElement[] = shapes.map((shape) =>
      svg('rect', { ...frame(shape, 4 * unit), rx: 4 * unit, 'stroke-width': 2 * unit }),
    );
    const bounds = boxAround(shapes);
    if (bounds !== undefined) {
      frames.push(tag(doing.name, { x: bounds.x - 4 * unit, y: bounds.y - 26 * unit }, unit));
    }
    return [svg('g', { style: `--who: ${paint(doing.color)}` }, ...frames)];
  }

  private ownFrame(unit: number): SVGElement[] {
    const shapes = this.app.selectedShapes;
    const frames: SVGElement[] = shapes.map((shape) =>
      svg('rect', { ...frame(shape, 2 * unit), 'stroke-width': 1.5 * unit }),
    );
    const [only] = shapes;
    if (shapes.length === 1 && only !== undefined && this.app.canEdit) {
      const size = 9 * unit;
      for (const handle of HANDLES) {
        const { x, y } = handlePoint(only, handle);
        frames.push(
          svg('rect', {
            class: 'handle',
            'data-handle': handle,
            x: x - size / 2,
            y: y - size / 2,
            width: size,
            height: size,
            rx: 2 * unit,
            'stroke-width': 1.5 * unit,
            style: `cursor: ${handle}-resize`,
          }),
        );
      }
    }
    return [svg('g', { style: '--who: var(--accent)' }, ...frames)];
  }

  private unfinished(unit: number): SVGElement[] {
    const parts: SVGElement[] = [];
    if (this.marquee !== undefined) {
      parts.push(svg('rect', { ...frame(this.marquee, 0), class: 'marquee', 'stroke-width': unit }));
    }
    if (this.stroke.length > 1) {
      const d = `M${this.stroke.map(({ x, y }) => `${x} ${y}`).join('L')}`;
      parts.push(
        svg('g', { class: 'shape', style: `--fill: ${paint(this.app.fill)}` }, svg('g'), svg('path', { class: 'stroke', d })),
      );
    }
    return parts;
  }

  private drawCursors(unit: number): void {
    const pointing = this.app.others.filter(({ doing }) => doing?.cursor);
    for (const id of this.cursorById.keys()) {
      if (!pointing.some((other) => other.id === id)) {
        this.cursorById.delete(id);
      }
    }
    arrange(
      this.cursors,
      pointing.map(({ id, doing }) => this.cursor(id, doing!, unit)),
    );
  }

  private cursor(id: string, { name, color, cursor }: Doing, unit: number): SVGGElement {
    const element = this.cursorById.get(id) ?? svg('g', { class: 'cursor' });
    this.cursorById.set(id, element);
    const key = `${name} ${color} ${unit}`;
    if (element.dataset['key'] !== key) {
      element.dataset['key'] = key;
      const arrow = svg('path', { d: 'M0 0L15 6.5L8.5 8.5L6 15Z', transform: `scale(${unit})` });
      element.replaceChildren(arrow, tag(name, { x: 12 * unit, y: 14 * unit }, unit));
    }
    set(element, { style: `--who: ${paint(color)}; transform: translate(${cursor!.x}px, ${cursor!.y}px)` });
    return element;
  }
}

export function handlePoint({ x, y, w, h }: Box, handle: Handle): Point {
  return {
    x: handle.includes('w') ? x : handle.includes('e') ? x + w : x + w / 2,
    y: handle.includes('n') ? y : handle.includes('s') ? y + h : y + h / 2,
  };
}

function frame({ x, y, w, h }: Box, margin: number) {
  return { class: 'frame', x: x - margin, y: y - margin, width: w + 2 * margin, height: h + 2 * margin };
}

function tag(name: string, { x, y }: Point, unit: number): SVGGElement {
  const width = name.length * CHARACTER_WIDTH + 12;
  return svg(
    'g',
    { class: 'tag', transform: `translate(${x} ${y}) scale(${unit})` },
    svg('rect', { width, height: TAG_HEIGHT, rx: 5 }),
    svg('text', { x: 6, y: 13 }, name),
  );
}
