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

/** The document. The last shape is drawn on top. */
export interface Scene {
  shapes?: Shape[];
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
