// The WebSocket of the applications. It counts what an application has no business to know.
import { WebSocket } from 'ws'

export const counts = { opened: 0, acks: 0, unacked: 0, rejected: 0, resyncs: 0, catchUps: 0, deltasReceived: 0 }

/** The last socket of each client, for scripts that stop its network. */
export const sockets = new Map()

export class recording extends WebSocket {
  #unacked = new Set()

  constructor(url) {
    super(url)
    sockets.set(new URL(url).searchParams.get('clientId'), this)
    this.addEventListener('open', () => counts.opened++)
    this.addEventListener('message', (event) => this.#received(event.data))
    this.addEventListener('close', () => {
      counts.unacked -= this.#unacked.size
      this.#unacked.clear()
    })
  }

  send(data) {
    const message = JSON.parse(data)
    if (message.type === 'patch') {
      this.#unacked.add(message.messageId)
      counts.unacked++
    }
    super.send(data)
  }

  #received(data) {
    const message = JSON.parse(data)
    if (data.includes('"__buf"')) counts.deltasReceived++
    if (message.type === 'resync') counts.resyncs++
    if (message.rejected) counts.rejected++
    if (message.type === 'patch' && message.clientId === '' && message.documentPatches) counts.catchUps++
    if (message.type === 'ack' && this.#unacked.delete(message.messageId)) {
      counts.acks++
      counts.unacked--
    }
  }
}
