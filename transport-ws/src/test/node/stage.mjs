// What the scripts share: the test that runs them, randomness, and the checks that everybody sees the same.
import { isDeepStrictEqual } from 'node:util'
import { createInterface } from 'node:readline'
import { sleep } from './app.mjs'
import { counts } from './recording.mjs'

const CONVERGE_MS = 60_000
const CURSOR = 'cursor'
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

/** Has the test do something to the server, and waits until it is done. */
export async function ask(what) {
  process.stdout.write(`${JSON.stringify({ ask: what })}\n`)
  const { value } = await lines.next()
  if (value !== 'done') throw new Error(`the test answered ${value}`)
}

export function finish(result) {
  process.stdout.write(`${JSON.stringify({ result: { ...result, ...counts } })}\n`, () => process.exit(0))
}

/** Numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export async function eventually(what, condition) {
  const deadline = Date.now() + CONVERGE_MS
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`did not happen: ${what}`)
    await sleep(25)
  }
}

export const everybody = (what, apps, condition) => eventually(what, async () => {
  for (const app of apps) if (!(await condition(app))) return false
  return true
})

/** Waits until the screens of all who are online show what everybody wrote, and the cursors of all of them. */
export async function converge(apps, writers, seeded = {}) {
  const document = Object.assign({}, seeded, ...writers.map((app) => app.written))
  const cursors = {}
  for (const app of apps) if (app.cursor) cursors[`${app.name}-cursor/cursor`] = app.cursor
  let problems = []
  try {
    await eventually('all screens are the same', async () => {
      problems = []
      for (const app of apps) {
        const screen = await app.screen()
        problems.push(...differences(app.name, { ...document, ...cursors }, { ...screen.document, ...screen.cursors }))
      }
      return problems.length === 0 && counts.unacked === 0
    })
  } catch (e) {
    throw new Error(`${e.message}, ${counts.unacked} unacked\n${problems.slice(0, 12).join('\n')}`)
  }
  for (const app of writers) {
    app.settled = new Set(app.own())
    app.frozen.clear()
  }
  return Object.keys(document).length
}

function differences(name, expected, actual) {
  return [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
    .filter((key) => !isDeepStrictEqual(expected[key], actual[key]))
    .map((key) => `${name} ${key}: written ${text(expected[key])}, shown ${text(actual[key])}`)
}

function text(fields) {
  return fields && JSON.stringify(fields).replace(/[0-9.e-]{8,}/g, (number) => number.slice(0, 6)).replaceAll(',0', '')
}

/**
 * Edits own records for a while, and stays clear of what the published client loses by itself. Of a record that is
 * created and deleted while nothing is acked it forgets both, though the server may have it: only what everybody had
 * seen is deleted. What waits to be sent when the connection breaks is sent after newer edits of the same field: with
 * `once`, for times at which it may break, no record is edited twice until all have converged, and no cursor moved.
 */
export async function scribble(app, random, milliseconds, { once = false } = {}) {
  const end = Date.now() + milliseconds
  const pick = (list) => list[Math.floor(random() * list.length)]
  while (Date.now() < end) {
    const own = app.own().filter((id) => !app.frozen.has(id))
    const settled = own.filter((id) => app.settled.has(id))
    const dice = random()
    let id = pick(own)
    if (own.length < 4 || dice < 0.1) {
      id = await app.create(random)
    } else if (dice < 0.15 && settled.length > 2) {
      id = pick(settled)
      app.settled.delete(id)
      await (random() < 0.5 || !app.written[`${id}/stroke`] ? app.remove(id) : app.erase(id))
    } else if (dice < 0.5 && app.written[`${id}/stroke`]) {
      await app.draw(id, Math.floor(random() * 60), [random(), random()])
    } else {
      await app.move(id, random() < 0.5 ? { x: random() } : { y: random(), visible: random() < 0.5 })
    }
    if (once) app.frozen.add(id)
    if (random() < 0.2 && !app.frozen.has(CURSOR)) {
      await app.point(random())
      if (once) app.frozen.add(CURSOR)
    }
  }
}
