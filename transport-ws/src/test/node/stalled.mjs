// One whose network takes nothing for a while: what it is not sent meanwhile it is sent when it reads again, behind the
// acks of its own edits. A published client that had it the other way round would keep its own old values for ever.
import { WebSocket } from 'ws'
import { App } from './app.mjs'
import { sockets } from './recording.mjs'
import { ask, converge, eventually, finish, randomFrom, scribble } from './stage.mjs'

const ROUNDS = 2
const FLOOD_EDITS = 200
const FLOOD_BYTES = 100_000

const [url, seedText] = process.argv.slice(2)
const room = 'stalled'
const random = randomFrom(Number(seedText))
const open = (name) => new App(name, room, url).start()

/** More than the buffers on the way can hold, in a component that the applications do not have. */
function flood() {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url}?roomId=${room}&clientId=flood`)
    const text = 'x'.repeat(FLOOD_BYTES)
    let sent = 0
    const send = () => {
      const documentPatches = [{ 'big/other': { _exists: true, number: sent, text } }]
      socket.send(JSON.stringify({ type: 'patch', messageId: `flood-${++sent}`, documentPatches }))
    }
    socket.on('open', () => {
      for (let i = 0; i < 4; i++) send()
    })
    socket.on('error', reject)
    socket.on('message', (data) => {
      const message = JSON.parse(data)
      if (message.type !== 'ack') return
      if (sent < FLOOD_EDITS) send()
      else if (message.messageId === `flood-${FLOOD_EDITS}`) socket.close()
    })
    socket.on('close', resolve)
  })
}

const anna = await open('anna')
const bert = await open('bert')
const writers = [anna, bert]
await anna.configure({ background: 'red', grid: 8 })
const shared = await anna.create(random)
bert.written[`${shared}/shape`] = anna.written[`${shared}/shape`]
bert.written[`${shared}/stroke`] = anna.written[`${shared}/stroke`]
// Who of two that write one field at the same time is right would be the server's to say.
bert.frozen.add(shared)
await Promise.all(writers.map((app) => scribble(app, random, 500)))
await converge(writers, writers)

for (let round = 1; round <= ROUNDS; round++) {
  for (const app of writers) app.frozen.add(shared)
  sockets.get('bert').pause()
  await bert.move(shared, { x: round })
  await eventually('anna sees it', async () => (await anna.screen()).document[`${shared}/shape`].x === round)
  await anna.move(shared, { x: 100 + round })
  const editing = Promise.all(writers.map((app) => scribble(app, random, 1000, { once: true })))
  await flood()
  await ask('lag')
  await editing
  await scribble(bert, random, 200, { once: true })
  sockets.get('bert').resume()
  await converge(writers, writers)
}
const records = await converge(writers, writers)
finish({ records })
