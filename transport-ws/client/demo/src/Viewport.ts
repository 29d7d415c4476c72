import { byId, set } from './dom.js';
import type { Box, Point } from './scene.js';

const MIN_SCALE = 0.1;
const MAX_SCALE = 8;
const GRID = 24;

/** Which part of the drawing is seen. */
export class Viewport {
  private readonly board = byId<SVGSVGElement>('board');
  private readonly world = byId<SVGGElement>('world');
  private readonly grid = byId<SVGPatternElement>('grid');
  private x = 0;
  private y = 0;
  private zoomed = 1;
  private readonly listeners: (() => void)[] = [];

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  get scale(): number {
    return this.zoomed;
  }

  /** The point of the drawing under a point of the window. */
  toWorld(clientX: number, clientY: number): Point {
    const { left, top } = this.board.getBoundingClientRect();
    return { x: (clientX - left - this.x) / this.zoomed, y: (clientY - top - this.y) / this.zoomed };
  }

  get center(): Point {
    const { left, top, width, height } = this.board.getBoundingClientRect();
    return this.toWorld(left + width / 2, top + height / 2);
  }

  pan(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
    this.apply();
  }

  /** Zooms around a point of the window; without one, around the middle. */
  zoom(factor: number, clientX?: number, clientY?: number): void {
    const { left, top, width, height } = this.board.getBoundingClientRect();
    const px = (clientX ?? left + width / 2) - left;
    const py = (clientY ?? top + height / 2) - top;
    const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, this.zoomed * factor));
    this.x = px - ((px - this.x) * scale) / this.zoomed;
    this.y = py - ((py - this.y) * scale) / this.zoomed;
    this.zoomed = scale;
    this.apply();
  }

  /** Shows all of a box; without one, the origin in the middle. */
  fit(box: Box | undefined): void {
    const { width, height } = this.board.getBoundingClientRect();
    const { x, y, w, h } = box ?? { x: 0, y: 0, w: 0, h: 0 };
    const room = Math.min((width - 160) / Math.max(w, 1), (height - 120) / Math.max(h, 1));
    this.zoomed = Math.min(1, Math.max(MIN_SCALE, room));
    this.x = width / 2 - (x + w / 2) * this.zoomed;
    this.y = height / 2 - (y + h / 2) * this.zoomed;
    this.apply();
  }

  private apply(): void {
    const transform = `translate(${this.x} ${this.y}) scale(${this.zoomed})`;
    set(this.world, { transform });
    // dots that stand too close are only noise
    let step = GRID * this.zoomed;
    while (step < 14) {
      step *= 2;
    }
    set(this.grid, { width: step, height: step, patternTransform: `translate(${this.x} ${this.y})` });
    this.listeners.forEach((listener) => listener());
  }
}
