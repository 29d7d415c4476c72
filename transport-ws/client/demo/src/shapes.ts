import { isShape, type Scene, type Shape } from './scene.js';

// Each shape is a member of the document, so that two people who draw at once lose nothing: of two lists that they began
// at once, one would stay. The order may be lost so; what it does not name lies on top.

const PREFIX = 'shape ';

function keyOf(id: string): `shape ${string}` {
  return `${PREFIX}${id}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether shapes can be put into the document; others may have made anything of it. */
export function isScene(document: unknown): document is Scene {
  return isObject(document);
}

/** What of the document can be drawn, from the bottom to the top. */
export function shapesOf(document: unknown): readonly Shape[] {
  if (!isObject(document)) {
    return [];
  }
  const { order } = document;
  const places = new Map((Array.isArray(order) ? (order as unknown[]) : []).map((id, index) => [id, index]));
  const placeOf = ({ id }: Shape) => places.get(id) ?? Number.MAX_SAFE_INTEGER;
  return Object.entries(document)
    .filter((member): member is [string, Shape] => isShape(member[1]) && member[0] === keyOf(member[1].id))
    .map(([, shape]) => shape)
    .sort((a, b) => placeOf(a) - placeOf(b) || (a.id < b.id ? -1 : 1));
}

/** Undefined when nothing that can be drawn has that id. */
export function shapeIn(scene: Scene, id: string): Shape | undefined {
  const shape: unknown = Object.hasOwn(scene, keyOf(id)) ? scene[keyOf(id)] : undefined;
  return isShape(shape) && shape.id === id ? shape : undefined;
}

export function hasOrder(scene: Scene): boolean {
  return Array.isArray(scene.order);
}

/** Puts a shape on top. */
export function putShape(scene: Scene, shape: Shape): void {
  scene[keyOf(shape.id)] = shape;
  orderOf(scene).push(shape.id);
}

export function removeShape(scene: Scene, id: string): void {
  delete scene[keyOf(id)];
  if (hasOrder(scene)) {
    takeOut(orderOf(scene), id);
  }
}

/** Puts a shape at another place of what is drawn; 0 is the bottom. */
export function placeShape(scene: Scene, id: string, to: number): void {
  const others = shapesOf(scene).filter((shape) => shape.id !== id);
  if (shapeIn(scene, id) === undefined) {
    return;
  }
  const order = orderOf(scene);
  takeOut(order, id);
  const named = new Set(order);
  order.push(...others.filter((shape) => !named.has(shape.id)).map((shape) => shape.id));
  const above = others[Math.max(0, to)];
  order.splice(above === undefined ? order.length : order.indexOf(above.id), 0, id);
}

function orderOf(scene: Scene): string[] {
  if (!hasOrder(scene)) {
    scene.order = [];
  }
  return scene.order!;
}

function takeOut(order: string[], id: string): void {
  const index = order.indexOf(id);
  if (index >= 0) {
    order.splice(index, 1);
  }
}
