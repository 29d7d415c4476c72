export const KINDS = ['rect', 'ellipse', 'triangle', 'path', 'note'] as const;
export type Kind = (typeof KINDS)[number];

export const FILLS = ['coral', 'amber', 'lime', 'teal', 'sky', 'violet', 'rose', 'stone'] as const;
export type Fill = (typeof FILLS)[number];

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  w: number;
  h: number;
}

export interface Shape extends Box {
  id: string;
  kind: Kind;
  name: string;
  fill: Fill;
  /** Of a path: x and y by turns, in thousandths of the box. */
  points?: number[];
  text?: string;
}

/** The document. */
export interface Scene {
  /** Ids of shapes; the last one is drawn on top. */
  order?: string[];
  [shape: `shape ${string}`]: Shape;
}

/** What people show of themselves. */
export interface Doing {
  name: string;
  color: Fill;
  cursor: Point | null;
  selection: readonly string[];
}

export const KIND_NAMES: Record<Kind, string> = {
  rect: 'Rectangle',
  ellipse: 'Ellipse',
  triangle: 'Triangle',
  path: 'Stroke',
  note: 'Note',
};

export const MIN_SIZE = 8;

/** The smallest box around all; undefined for none. */
export function boxAround(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) {
    return undefined;
  }
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.w));
  const bottom = Math.max(...boxes.map((box) => box.y + box.h));
  return { x, y, w: right - x, h: bottom - y };
}

export function boxBetween(a: Point, b: Point): Box {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), w: Math.abs(a.x - b.x), h: Math.abs(a.y - b.y) };
}

export function meet(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** What to write into a style; others may send anything as a colour. */
export function paint(fill: unknown): string {
  return `var(--${FILLS.includes(fill as Fill) ? (fill as Fill) : 'stone'})`;
}

/** What somebody shows, as far as it makes sense here; others may send anything. */
export function doingOf(presence: unknown): Doing | undefined {
  if (typeof presence !== 'object' || presence === null) {
    return undefined;
  }
  const { name, color, cursor, selection } = presence as Record<string, unknown>;
  const { x, y } = (typeof cursor === 'object' && cursor !== null ? cursor : {}) as { x?: unknown; y?: unknown };
  return {
    name: String(name).slice(0, 40),
    color: FILLS.includes(color as Fill) ? (color as Fill) : 'stone',
    cursor: Number.isFinite(x) && Number.isFinite(y) ? { x: x as number, y: y as number } : null,
    selection: Array.isArray(selection) ? selection.map(String) : [],
  };
}

/** Whether it can be drawn; others may write anything into the document. */
export function isShape(value: unknown): value is Shape {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { id, kind, name, x, y, w, h, points } = value as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    typeof name === 'string' &&
    KINDS.includes(kind as Kind) &&
    [x, y, w, h].every(Number.isFinite) &&
    (points === undefined || (Array.isArray(points) && points.every(Number.isFinite)))
  );
}
