import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scene, Shape } from '../demo/src/scene.js';
import { isScene, placeShape, putShape, removeShape, shapeIn, shapesOf } from '../demo/src/shapes.js';

function shape(id: string): Shape {
  return { id, kind: 'rect', name: id, fill: 'lime', x: 0, y: 0, w: 10, h: 10 };
}

function sceneOf(...ids: string[]): Scene {
  const scene: Scene = {};
  ids.forEach((id) => putShape(scene, shape(id)));
  return scene;
}

function drawn(scene: unknown): string {
  return shapesOf(scene)
    .map(({ id }) => id)
    .join('');
}

test('should draw shapes in their order, and on top what no order names', () => {
  const scene = sceneOf('c', 'a', 'b');
  assert.equal(drawn(scene), 'cab');
  scene.order = ['b', 'x'];
  assert.equal(drawn(scene), 'bac');
  delete scene.order;
  assert.equal(drawn(scene), 'abc');
});

test('should put a shape at another place', () => {
  for (const [id, to, expected] of [
    ['a', 0, 'abcd'],
    ['a', 1, 'bacd'],
    ['a', 3, 'bcda'],
    ['a', 9, 'bcda'],
    ['d', -1, 'dabc'],
    ['d', 2, 'abdc'],
    ['nobody', 0, 'abcd'],
  ] as const) {
    const scene = sceneOf('a', 'b', 'c', 'd');
    placeShape(scene, id, to);
    assert.equal(drawn(scene), expected, `${id} to ${to}`);
    const unnamed = sceneOf('a', 'b', 'c', 'd');
    unnamed.order = [];
    placeShape(unnamed, id, to);
    assert.equal(drawn(unnamed), expected, `${id} to ${to}, without an order`);
  }
});

test('should remove shapes', () => {
  const scene = sceneOf('a', 'b');
  removeShape(scene, 'a');
  removeShape(scene, 'nobody');
  assert.deepEqual(scene, { order: ['b'], 'shape b': shape('b') });
});

test('should pass over what is no shape', () => {
  for (const document of [null, 5, 'x', [], [null], { order: null }, { 'shape a': null }, { 'shape a': shape('b') }]) {
    assert.equal(drawn(document), '');
  }
  assert.deepEqual([null, 5, [], {}].map(isScene), [false, false, false, true]);
  const scene = { order: [null, {}, 'a', 'a'], 'shape a': shape('a'), 'shape b': { id: 'b' }, shapes: [null] };
  assert.equal(drawn(scene), 'a');
  const written = scene as unknown as Scene;
  assert.equal(shapeIn(written, 'b'), undefined);
  assert.equal(shapeIn(written, 'a')?.name, 'a');
  putShape(written, shape('c'));
  placeShape(written, 'c', 0);
  assert.equal(drawn(written), 'ca');
});
