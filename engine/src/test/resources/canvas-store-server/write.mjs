// Has the published canvas-store-server write rooms to files, as its FileStorage does, and tells what is in them.
import { mkdir } from 'node:fs/promises'
import { FileStorage, Room } from '@woven-ecs/canvas-store-server'

const [dir] = process.argv.slice(2)
const socket = { send() {}, close() {} }

async function write(roomId, patches, { isSavedEarly = false } = {}) {
  await mkdir(dir, { recursive: true })
  const room = new Room({ createStorage: () => new FileStorage({ dir, roomId }), saveThrottleMs: 1e9 })
  const session = room.handleSocketConnect({ socket, clientId: 'c', permissions: 'readwrite' })
  let saved
  patches.forEach((patch, i) => {
    if (isSavedEarly && i === patches.length - 1) saved = room.flush()
    room.handleSocketMessage(
      session, JSON.stringify({ type: 'patch', messageId: `${i}`, documentPatches: [patch] }))
  })
  await (saved ?? room.flush())
}

await write('demo', [
  { 'a/Position': { _exists: true, x: 1, y: 2.5 }, 'b/Text': { _exists: true, text: 'h\u00e9 \ud83d\ude00 "q" \ud800' } },
  { 'a/Position': { x: 3 } },
  { 'c/Gone': { _exists: true, z: 1 } },
  { 'c/Gone': { _exists: false } },
  { 'd/Pixels': { _exists: true, data: [0, 1, 2, 3], meta: { deep: [1, { k: null }], n: -1e21 } } },
  { 'd/Pixels': { data: { __buf: 1, len: 5, runs: [[1, [9, 9]]] } } },
  { 'never/Was': { _exists: false } },
  { 'b/Text': { _exists: true } },
  { __proto__x: { _exists: true, constructor: 1 } },
])
await write('no-edits', [])
// The timestamps of an edit that comes in while a save is on its way get into the file, without its values.
await write('racing', [{ 'k/K': { _exists: true, x: 1 } }, { 'k/K': { x: 2 } }], { isSavedEarly: true })
process.exit(0)
