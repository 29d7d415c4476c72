import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { SyncClient } from '../src/client/index.js';
import { JarServer } from './model/JarServer.js';

const JAR = process.env['CANYON_JAR'];
const CHROMIUM = process.env['CANYON_CHROMIUM'] ?? '/usr/bin/chromium';
const skip =
  JAR === undefined
    ? 'CANYON_JAR does not say where canyon.jar is'
    : existsSync(CHROMIUM)
      ? false
      : `there is no browser at ${CHROMIUM}; CANYON_CHROMIUM may say where one is`;
const WAIT_MS = 60_000;

let server: JarServer;
let browser: Browser;

before(async () => {
  if (skip === false) {
    server = new JarServer(JAR!);
    await server.start();
    // Chromium's sandbox does not start for root, who runs continuous integration.
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  }
});

after(async () => {
  await browser?.close();
  await server?.destroy();
});

async function open(room: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  page.on('pageerror', (error) => assert.fail(error));
  await page.goto(`${server.url.replace(/^ws/, 'http').replace(/echo$/, '')}?room=${room}`);
  await page.waitForFunction(() => document.querySelector('#connection')?.textContent?.trim() === 'Live');
  return page;
}

/** Draws a shape with the tool of that key. */
async function draw(page: Page, key: string, x: number, y: number): Promise<void> {
  await page.locator('#board').focus();
  await page.keyboard.press(key);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 40, { steps: 4 });
  await page.mouse.up();
}

/** The shapes as they are drawn, from the lowest to the topmost, by id. */
function shapes(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    Array.from(document.querySelectorAll('#shapes [data-shape-id]'), (shape) => {
      const drawn = shape.cloneNode(true) as Element;
      drawn.removeAttribute('class');
      return drawn.outerHTML;
    }),
  );
}

/** Waits until all pages have saved and show the same, that many shapes. */
async function converge(pages: Page[], count: number): Promise<void> {
  const deadlineMs = Date.now() + WAIT_MS;
  for (;;) {
    const shown = await Promise.all(pages.map(shapes));
    const saved = await Promise.all(pages.map((page) => page.locator('#saved').innerText()));
    const isSame = shown.every((one) => JSON.stringify(one) === JSON.stringify(shown[0]));
    if (isSame && shown[0]!.length === count && saved.every((text) => text.trim() === 'Saved')) {
      return;
    }
    assert.ok(Date.now() < deadlineMs, `not the same: ${JSON.stringify({ count, saved, shown }, null, 1)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('should show two pages the same through an offline spell and a killed server', { skip }, async () => {
  const a = await open('browsers');
  const b = await open('browsers');
  await draw(a, 'r', 300, 200);
  await draw(b, 'o', 500, 200);
  await converge([a, b], 2);

  await b.locator('#offline').click();
  await draw(b, 't', 300, 400);
  await b.waitForFunction(() => document.querySelectorAll('#shapes [data-shape-id]').length === 3);
  await draw(a, 'r', 500, 400);
  await converge([a], 3);
  assert.equal((await shapes(b)).length, 3);
  await b.locator('#offline').click();
  await converge([a, b], 4);

  await server.stop('SIGKILL');
  await a.waitForFunction(() => document.querySelector('#connection')?.textContent?.trim() !== 'Live');
  await draw(a, 'o', 700, 200);
  await draw(b, 'o', 700, 400);
  await server.start();
  await converge([a, b], 6);

  await a.keyboard.press('Control+z');
  await converge([a, b], 5);
  const late = await open('browsers');
  await converge([a, b, late], 5);
});

test('should lose no shape of two who begin at once', { skip }, async () => {
  const pages = [await open('beginners'), await open('beginners')] as const;
  for (const page of pages) {
    await page.locator('#offline').click();
  }
  for (const [number, page] of pages.entries()) {
    await draw(page, 'r', 300 + 200 * number, 200);
    await draw(page, 'o', 300 + 200 * number, 400);
  }
  for (const page of pages) {
    await page.locator('#offline').click();
  }
  await converge([...pages], 4);
});

/** Makes something of the document that no demo would. */
function write(page: Page, json: string): Promise<void> {
  return page.evaluate((text) => {
    const { client } = (globalThis as unknown as { canyon: { client: SyncClient } }).canyon;
    client.update((document) => {
      const next = JSON.parse(text) as object;
      return Array.isArray(next) ? next : void Object.assign(document, next);
    });
  }, json);
}

test('should bear whatever others write into the document', { skip }, async () => {
  const a = await open('nonsense');
  const b = await open('nonsense');
  await draw(a, 'r', 300, 200);
  await write(b, '{ "order": [null, 5, {}, "x"], "shape x": null, "shape y": { "id": "z" }, "shapes": [null] }');
  await draw(a, 'o', 500, 200);
  await converge([a, b], 2);
  await a.keyboard.press('Control+a');
  await a.keyboard.press('[');
  await a.keyboard.press('Delete');
  await converge([a, b], 0);
  await write(b, '[null]');
  await a.waitForFunction(() => {
    const { client } = (globalThis as unknown as { canyon: { client: SyncClient } }).canyon;
    return Array.isArray(client.getData());
  });
  await converge([a, b], 0);
  await draw(a, 'r', 300, 200);
  await a.keyboard.press('Delete');
  await converge([a, b], 0);
  await a.waitForFunction(() => document.querySelector<HTMLButtonElement>('#undo')!.disabled);
});

test('should be used with the keyboard alone', { skip }, async () => {
  const page = await open('keyboard');
  await page.locator('#board').focus();
  for (const key of ['r', 'Enter', 'o', 'Enter']) {
    await page.keyboard.press(key);
  }
  await converge([page], 2);
  const [rect, ellipse] = await ids(page);
  await page.locator('#layers').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Alt+ArrowDown');
  assert.deepEqual(await ids(page), [ellipse, rect]);
  await page.locator('#board').focus();
  const before = await place(page, ellipse!);
  // steps are undone together when they follow each other quickly; the machine that runs this may be slow
  await page.evaluate(() => {
    const nowMs = performance.now() + 1_000;
    performance.now = () => nowMs;
  });
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ArrowDown');
  const after = await place(page, ellipse!);
  assert.deepEqual([after.x - before.x, after.y - before.y], [10, 1]);
  await page.keyboard.press('Control+z');
  assert.deepEqual(await place(page, ellipse!), before);
  await page.keyboard.press('Control+Shift+ArrowDown');
  assert.deepEqual(await place(page, ellipse!), { ...before, h: before.h + 10 });
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+y');
  assert.deepEqual(await place(page, ellipse!), { ...before, h: before.h + 10 });
  await page.locator('#layers').focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('Moon');
  await page.keyboard.press('Escape');
  await page.locator('.layer .name', { hasText: 'Moon' }).waitFor();
  await page.keyboard.press('Delete');
  assert.deepEqual(await ids(page), [rect]);
  await page.keyboard.press('?');
  await page.locator('#help-dialog').waitFor({ state: 'visible' });
  await page.keyboard.press('Escape');
  await page.locator('#help-dialog').waitFor({ state: 'hidden' });
});

/** The shapes that are drawn, from the bottom on. */
function ids(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise((resolve) =>
        requestAnimationFrame(() =>
          requestAnimationFrame(() =>
            resolve(
              Array.from(document.querySelectorAll('#shapes [data-shape-id]'), (shape) => shape.getAttribute('data-shape-id')!),
            ),
          ),
        ),
      ),
  );
}

function place(page: Page, id: string): Promise<Record<'x' | 'y' | 'w' | 'h', number>> {
  return page.evaluate((shapeId) => {
    const { client } = (globalThis as unknown as { canyon: { client: SyncClient } }).canyon;
    const { x, y, w, h } = client.getData()[`shape ${shapeId}`] as unknown as Record<'x' | 'y' | 'w' | 'h', number>;
    return { x, y, w, h };
  }, id);
}

test('should show where others are', { skip }, async () => {
  const a = await open('cursors');
  const b = await open('cursors');
  await a.waitForFunction(() => document.querySelectorAll('#people > *').length === 2);
  await b.mouse.move(400, 300);
  await b.mouse.move(420, 320);
  await a.waitForFunction(() => document.querySelectorAll('#cursors > *').length === 1);
  await b.context().close();
  await a.waitForFunction(() => document.querySelectorAll('#cursors > *').length === 0);
});
