// canvas-store-server as its README has it: on ws, without compression, each room in a file.
// node canvas-store-server.mjs PORT FOLDER
import { FileStorage, RoomManager } from '@woven-ecs/canvas-store-server'
import { WebSocketServer } from 'ws'

const [port, dir] = process.argv.slice(2)
const manager = new RoomManager()
const rooms = new Map()
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(port), perMessageDeflate: false })

server.on('connection', async (socket, request) => {
  const url = new URL(request.url, 'http://localhost')
  const roomId = url.searchParams.get('roomId') ?? 'default'
  const waiting = []
  const keep = (data) => waiting.push(data)
  socket.on('message', keep)
  // Asked once per room: two that ask for a new room at the same time would get one each.
  if (!rooms.has(roomId)) {
    const createStorage = () => new FileStorage({ dir, roomId })
    rooms.set(roomId, manager.getOrCreateRoom(roomId, { createStorage }))
  }
  const room = await rooms.get(roomId)
  const sessionId = room.handleSocketConnect({
    socket,
    clientId: url.searchParams.get('clientId'),
    permissions: 'readwrite',
  })
  socket.off('message', keep)
  socket.on('message', (data) => room.handleSocketMessage(sessionId, String(data)))
  socket.on('close', () => room.handleSocketClose(sessionId))
  for (const data of waiting) room.handleSocketMessage(sessionId, String(data))
})
server.on('listening', () => console.log(`listening on ws://127.0.0.1:${server.address().port}/ pid=${process.pid}`))
