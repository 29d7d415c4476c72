import { set, svg } from './dom.js';
import { paint, type Shape } from './scene.js';

const THOUSANDTH = 1000;

/** Draws shapes, and touches only those that changed. */
export class ShapeView {
  private readonly drawn = new Map<string, { shape: Shape; element: SVGGElement }>();

  /** The elements of the shapes, in order. */
  draw(shapes: readonly Shape[]): SVGGElement[] {
    const there = new Set(shapes.map(({ id }) => id));
    for (const id of this.drawn.keys()) {
      if (!there.has(id)) {
        this.drawn.delete(id);
      }
    }
    return shapes.map((shape) => this.element(shape));
  }

  private element(shape: Shape): SVGGElement {
    const before = this.drawn.get(shape.id);
    if (before?.shape === shape) {
      return before.element;
    }
    const element = before?.element ?? svg('g', { class: 'shape', 'data-shape-id': shape.id });
    this.drawn.set(shape.id, { shape, element });
    set(element, { transform: `translate(${shape.x} ${shape.y})`, style: `--fill: ${paint(shape.fill)}` });
    element.replaceChildren(...parts(shape));
    return element;
  }
}

function parts(shape: Shape): SVGElement[] {
  const { w, h } = shape;
  switch (shape.kind) {
    case 'rect':
      return [svg('rect', { width: w, height: h, rx: Math.min(10, w / 4, h / 4) })];
    case 'ellipse':
      return [svg('ellipse', { cx: w / 2, cy: h / 2, rx: w / 2, ry: h / 2 })];
    case 'triangle':
      return [svg('polygon', { points: `${w / 2},0 ${w},${h} 0,${h}`, 'stroke-linejoin': 'round' })];
    case 'path': {
      const d = pathOf(shape.points ?? [], w, h);
      // a thin line is hard to catch
      return [svg('path', { class: 'reach', d }), svg('path', { class: 'stroke', d })];
    }
    case 'note': {
      const text = document.createElement('div');
      text.className = 'note-text';
      text.textContent = String(shape.text ?? '');
      return [svg('rect', { width: w, height: h, rx: 4 }), svg('foreignObject', { width: w, height: h }, text)];
    }
  }
}

function pathOf(points: readonly number[], w: number, h: number): string {
  const at = (i: number) => `${((points[i] ?? 0) * w) / THOUSANDTH} ${((points[i + 1] ?? 0) * h) / THOUSANDTH}`;
  let d = `M${at(0)}`;
  for (let i = 2; i + 3 < points.length; i += 2) {
    const x = (((points[i]! + points[i + 2]!) / 2) * w) / THOUSANDTH;
    const y = (((points[i + 1]! + points[i + 3]!) / 2) * h) / THOUSANDTH;
    d += `Q${at(i)} ${x} ${y}`;
  }
  return `${d}L${at(points.length - 2)}`;
}

/** A stroke as a shape keeps it. */
export function strokeOf(points: readonly { x: number; y: number }[]): Pick<Shape, 'x' | 'y' | 'w' | 'h' | 'points'> {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  const w = Math.max(1, Math.max(...xs) - x);
  const h = Math.max(1, Math.max(...ys) - y);
  const inBox = points.flatMap((point) => [
    Math.round(((point.x - x) * THOUSANDTH) / w),
    Math.round(((point.y - y) * THOUSANDTH) / h),
  ]);
  return { x: Math.round(x), y: Math.round(y), w: Math.round(w), h: Math.round(h), points: inBox };
}
