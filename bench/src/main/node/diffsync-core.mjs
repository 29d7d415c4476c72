// The core of a diffsync server in this process, without sockets and without a disk: what one edit costs it.
// node diffsync-core.mjs CLIENTS EDITS < DOCUMENT
// One client moves a shape, all others are told and ask for it, as diffsync's own client does; the clients themselves do
// no work. Prints the CPU time of an edit, the first one left out.
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { COMMANDS, InMemoryDataAdapter, Server } = createRequire(import.meta.url)('diffsync')
const [clientCount, editCount] = process.argv.slice(2).map(Number)
const json = readFileSync(0, 'utf8')
const room = 'bench'

class Connection extends EventEmitter {
  localVersion = 0
  serverVersion = 0
  received = []

  constructor(id) {
    super()
    this.id = id
  }

  join() {}

  sync(diff) {
    const { localVersion, serverVersion } = this
    const edits = diff ? [{ serverVersion, localVersion, diff }] : []
    if (diff) this.localVersion++
    const message = { room, edits, localVersion, serverVersion }
    super.emit(COMMANDS.syncWithServer, message, (answer) => this.apply(answer))
  }

  apply(answer) {
    for (const edit of answer.edits) {
      if (edit.localVersion !== this.localVersion || edit.serverVersion !== this.serverVersion) {
        throw new Error(`versions differ: ${JSON.stringify(edit)}`)
      }
      this.serverVersion++
      this.received.push(edit.diff)
    }
  }
}

const transport = new EventEmitter()
const connections = []
const server = new Server(new InMemoryDataAdapter({ [room]: JSON.parse(json) }), transport)
// All but the author ask for what is new.
transport.to = () => ({
  emit: (event, author) => connections.filter(({ id }) => id !== author).forEach((connection) => connection.sync()),
})
for (let i = 0; i < clientCount; i++) {
  const connection = new Connection(`client-${i}`)
  transport.emit('connection', connection)
  connection.emit(COMMANDS.join, room, () => connections.push(connection))
}

const keys = Object.keys(server.data[room].serverCopy.shapes)
let before
for (let edit = 0; edit <= editCount; edit++) {
  // The first one lets V8 compile.
  if (edit === 1) before = process.cpuUsage()
  const key = keys[Math.floor((edit * keys.length) / (editCount + 1))]
  const x = server.data[room].serverCopy.shapes[key].pose.x
  connections[0].sync({ shapes: { [key]: { pose: { x: [x, edit + 0.75] } } } })
}
const used = process.cpuUsage(before)

for (const { id, received } of connections.slice(1)) {
  const isTold = received.every((diff, edit) => Object.values(diff.shapes)[0].pose.x[1] === edit + 0.75)
  if (!isTold || received.length !== editCount + 1) throw new Error(`${id} was told ${JSON.stringify(received)}`)
}
console.log(`cpuNsPerEdit=${Math.round(((used.user + used.system) * 1000) / editCount)}`)
