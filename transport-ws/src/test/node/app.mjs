// An application as its authors would write it: the published client in a world with a frame loop.
import 'fake-indexeddb/auto'
import { addComponent, createEntity, defineQuery, field, hasComponent, removeComponent, removeEntity, World } from '@woven-ecs/core'
import { recording } from './recording.mjs'

globalThis.WebSocket = recording
const { CanvasStore, defineCanvasComponent, defineCanvasSingleton, Synced } = await import('@woven-ecs/canvas-store')

const FRAME_MS = 16
const POINTS = 64

const Shape = defineCanvasComponent({ name: 'shape', sync: 'document' }, {
  x: field.float64(),
  y: field.float64(),
  label: field.string().max(64),
  visible: field.boolean(),
})
const Stroke = defineCanvasComponent({ name: 'stroke', sync: 'document' }, {
  points: field.buffer(field.float64()).size(POINTS),
})
const Cursor = defineCanvasComponent({ name: 'cursor', sync: 'ephemeral' }, {
  x: field.float64(),
  user: field.string().max(36),
})
const Settings = defineCanvasSingleton({ name: 'settings', sync: 'document' }, {
  background: field.string().max(36),
  grid: field.float64(),
})

const components = [Shape, Stroke, Cursor]
const singletons = [Settings]
const synced = defineQuery((q) => q.with(Synced))

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export class App {
  online = false
  /** Own records as they must be in the end: key -> fields. */
  written = {}

  /** Entities that everybody had seen when all screens were last the same. */
  settled = new Set()

  /** Entities to leave alone until then. */
  frozen = new Set()

  #edits = []
  #running = true
  #serial = 0

  constructor(name, room, url, options = {}) {
    this.name = name
    this.store = new CanvasStore({
      history: options.history,
      persistence: options.persistent ? { documentId: room } : undefined,
      websocket: {
        documentId: room,
        url,
        clientId: name,
        onConnectivityChange: (online) => {
          this.online = online
        },
      },
    })
  }

  /** Goes on with what another tab of the same user wrote. */
  succeed(tab) {
    this.written = tab.written
    this.#serial = tab.#serial
    return this
  }

  async start() {
    await this.store.initialize({ components, singletons })
    this.world = new World([...components, ...singletons, Synced], { threads: 1 })
    this.loop = this.#loop()
    return this
  }

  async #loop() {
    while (this.#running) {
      await this.world.execute((ctx) => {
        this.ctx = ctx
        this.store.sync(ctx)
        for (const edit of this.#edits.splice(0)) edit(ctx)
      })
      await sleep(FRAME_MS)
    }
  }

  /** Closes the tab. */
  async stop() {
    this.#running = false
    await this.loop
    this.store.close()
    this.world.dispose()
  }

  /** Runs an edit in the next frame and returns what it returns. */
  edit(action) {
    return new Promise((resolve, reject) => {
      this.#edits.push((ctx) => {
        try {
          resolve(action(ctx))
        } catch (e) {
          reject(e)
        }
      })
    })
  }

  async frames(count) {
    for (let i = 0; i < count; i++) await this.edit(() => {})
  }

  entity(ctx, id) {
    for (const entity of synced.current(ctx)) {
      if (Synced.read(ctx, entity).id === id) return entity
    }
    throw new Error(`${this.name} has no entity ${id}`)
  }

  /** The ids of own entities that are there. */
  own() {
    return Object.keys(this.written)
      .filter((key) => key.endsWith('/shape'))
      .map((key) => key.split('/')[0])
  }

  create(random) {
    const id = `${this.name}-${++this.#serial}`
    const shape = { x: random(), y: random(), label: `made by ${this.name}`, visible: random() < 0.5 }
    return this.edit((ctx) => {
      const entity = createEntity(ctx)
      addComponent(ctx, entity, Synced, { id })
      addComponent(ctx, entity, Shape, shape)
      addComponent(ctx, entity, Stroke, {})
      this.written[`${id}/shape`] = { ...shape }
      this.written[`${id}/stroke`] = { points: new Array(POINTS).fill(0) }
      return id
    })
  }

  move(id, fields) {
    return this.edit((ctx) => {
      Object.assign(Shape.write(ctx, this.entity(ctx, id)), fields)
      Object.assign(this.written[`${id}/shape`], fields)
    })
  }

  draw(id, index, values) {
    return this.edit((ctx) => {
      const entity = this.entity(ctx, id)
      const key = `${id}/stroke`
      const stroke = Stroke.write(ctx, entity)
      values.forEach((value, i) => {
        stroke.points[index + i] = value
        this.written[key].points[index + i] = value
      })
    })
  }

  remove(id) {
    return this.edit((ctx) => {
      removeEntity(ctx, this.entity(ctx, id))
      delete this.written[`${id}/shape`]
      delete this.written[`${id}/stroke`]
    })
  }

  erase(id) {
    return this.edit((ctx) => {
      removeComponent(ctx, this.entity(ctx, id), Stroke)
      delete this.written[`${id}/stroke`]
    })
  }

  configure(fields) {
    return this.edit((ctx) => {
      Object.assign(Settings.write(ctx), fields)
      this.written['SINGLETON/settings'] = { ...Settings.default(), ...this.written['SINGLETON/settings'], ...fields }
      delete this.written['SINGLETON/settings']._exists
      delete this.written['SINGLETON/settings']._version
    })
  }

  /** Moves the own cursor, and makes it when there is none. */
  point(x) {
    return this.edit((ctx) => {
      const id = `${this.name}-cursor`
      const cursor = { x, user: this.name }
      this.cursor = cursor
      for (const entity of synced.current(ctx)) {
        if (Synced.read(ctx, entity).id === id && hasComponent(ctx, entity, Cursor)) {
          Object.assign(Cursor.write(ctx, entity), cursor)
          return
        }
      }
      const entity = createEntity(ctx)
      addComponent(ctx, entity, Synced, { id })
      addComponent(ctx, entity, Cursor, cursor)
    })
  }

  /** What the user sees: the document and everybody's cursors, both by key. */
  screen() {
    return this.edit((ctx) => {
      const document = {}
      const cursors = {}
      for (const entity of synced.current(ctx)) {
        const { id } = Synced.read(ctx, entity)
        for (const component of components) {
          if (!hasComponent(ctx, entity, component)) continue
          const target = component === Cursor ? cursors : document
          target[`${id}/${component.name}`] = plain(component.snapshot(ctx, entity))
        }
      }
      document['SINGLETON/settings'] = plain(Settings.snapshot(ctx))
      return { document, cursors }
    })
  }
}

/** Fields without the client's own, and buffers as arrays. */
function plain({ _exists, _version, ...fields }) {
  if (fields.points) fields.points = Array.from(fields.points)
  return fields
}
