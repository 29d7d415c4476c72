// Several people edit, go offline, come late, reload, undo, and have their server killed under them twice.
import { seedRoom } from '@woven-ecs/canvas-store'
import { App, sleep } from './app.mjs'
import { ask, converge, everybody, eventually, finish, randomFrom, scribble } from './stage.mjs'

const [url, seedText] = process.argv.slice(2)
const room = 'editing'
const random = randomFrom(Number(seedText))
const open = (name, options) => new App(name, room, url, options).start()
const together = (apps, milliseconds) => Promise.all(apps.map((app) => scribble(app, random, milliseconds)))

const seeded = { 'seed/shape': { x: 1, y: 2, label: 'seeded', visible: true } }
const seedDocument = { 'seed/shape': { _exists: true, _version: null, ...seeded['seed/shape'] } }
const seedTaken = await seedRoom({ url, roomId: room, token: 'none', document: seedDocument })

const anna = await open('anna')
const bert = await open('bert')
const cleo = await open('cleo')
let dora = await open('dora', { persistent: true })
const writers = [anna, bert, cleo]
await anna.configure({ background: 'red', grid: 8 })
for (const app of writers) await app.point(random())
await together(writers, 1500)
await anna.configure({ background: 'blue' })
await converge([...writers, dora], writers, seeded)

// Undo and redo go over the wire like any other edit.
const undoer = await open('undoer', { history: { commitCheckpointAfterFrames: 4 } })
writers.push(undoer)
const undone = await undoer.create(random)
for (const x of [1, 2, 3]) {
  await undoer.frames(10)
  await undoer.move(undone, { x })
}
await undoer.frames(10)
await undoer.edit(() => {
  undoer.store.undo()
  undoer.store.undo()
  undoer.store.redo()
})
undoer.written[`${undone}/shape`].x = 2
await converge([...writers, dora], writers, seeded)

// One goes offline, edits there while the others do, and comes back.
bert.store.disconnect()
await eventually('bert is offline', () => !bert.online)
await bert.frames(3)
await converge([anna, cleo, undoer, dora], writers, seeded)
await together([anna, bert, cleo], 1500)
await bert.store.connect()
await converge([...writers, dora], writers, seeded)
await together([anna, bert, cleo], 500)
await converge([...writers, dora], writers, seeded)

// One reloads its page while it is offline, and has both its document and its edits from its own storage.
writers.push(dora)
await dora.create(random)
await converge(writers, writers, seeded)
dora.store.disconnect()
await eventually('dora is offline', () => !dora.online)
await dora.frames(3)
await Promise.all([scribble(dora, random, 800), scribble(anna, random, 800)])
await dora.frames(10)
await dora.stop()
dora = (await open('dora', { persistent: true })).succeed(dora)
writers[writers.length - 1] = dora
await converge(writers, writers, seeded)

// The server is killed while one of them writes; all edit on without it, and reconnect by themselves. Only one writes
// at the moment of the kill: an edit that is under way while somebody else's patch comes in is one that the published
// client forgets. For the same reason nobody writes between the new start and the answer to the reconnect: of a record
// that comes back whole, the client leaves out the fields that it is just sending, and then shows their defaults.
for (const writer of [cleo, anna]) {
  const writing = scribble(writer, random, 900, { once: true })
  await sleep(400 + random() * 400)
  await ask('kill')
  await everybody('all are offline', writers, (app) => !app.online)
  await writing
  for (const app of writers) await app.frames(2)
  await together(writers, 1500)
  await ask('start')
  await everybody('all are online', writers, (app) => app.online)
  await converge(writers, writers, seeded)
  await together(writers, 500)
  await converge(writers, writers, seeded)
}

// Somebody comes late and sees all of it; cursors go with their owners.
const late = await open('late')
await converge([...writers, late], writers, seeded)
await undoer.stop()
const present = [...writers.filter((app) => app !== undoer), late]
const records = await converge(present, writers, seeded)
finish({ seedTaken, records })
