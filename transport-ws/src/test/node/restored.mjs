// The server loses what it had acked, because somebody put an older copy of its data in place. Those who were there
// have it all, and heal the room; one of them has been offline since before the copy was made.
import { App } from './app.mjs'
import { ask, converge, everybody, eventually, finish, randomFrom, scribble } from './stage.mjs'

const [url, seedText] = process.argv.slice(2)
const random = randomFrom(Number(seedText))
const open = (name) => new App(name, 'restored', url).start()

const anna = await open('anna')
const bert = await open('bert')
const cleo = await open('cleo')
const all = [anna, bert, cleo]
await anna.configure({ background: 'red', grid: 8 })
await Promise.all(all.map((app) => scribble(app, random, 800)))
await converge(all, all)
cleo.store.disconnect()
await eventually('cleo is offline', () => !cleo.online)
await cleo.frames(3)

await ask('backup')
await everybody('both are online', [anna, bert], (app) => app.online)
await Promise.all([anna, bert].map((app) => scribble(app, random, 1000)))
await converge([anna, bert], [anna, bert, cleo])
await ask('restore')
await everybody('both are online', [anna, bert], (app) => app.online)
await converge([anna, bert], all)

await scribble(cleo, random, 500)
await cleo.store.connect()
await converge(all, all)
const late = await open('late')
const records = await converge([...all, late], all)
finish({ records })
