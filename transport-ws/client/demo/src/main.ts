import { SyncClient } from '../../src/client/index.js';
import { App } from './App.js';
import { Connection } from './Connection.js';
import { arrange, byId, onceAFrame } from './dom.js';
import { Identity, newRoomName, roomOfPage } from './identity.js';
import { Inspector } from './Inspector.js';
import { Keys } from './Keys.js';
import { Layers } from './Layers.js';
import { Overlay } from './Overlay.js';
import { People } from './People.js';
import { Pointer } from './Pointer.js';
import type { Doing, Scene } from './scene.js';
import { ShapeView } from './ShapeView.js';
import { Status } from './Status.js';
import { startTheme } from './theme.js';
import { toast } from './toast.js';
import { Toolbar } from './Toolbar.js';
import { Viewport } from './Viewport.js';

const { EVENTS } = SyncClient;

startTheme();
const room = roomOfPage();
const connection = new Connection();
const client = new SyncClient<Scene, Doing>(connection.socket, room);
const app = new App(client, new Identity());
const viewport = new Viewport();
const overlay = new Overlay(app, viewport);
const shapeView = new ShapeView();
const inspector = new Inspector(app);
const layers = new Layers(app, () => inspector.editName());
const toolbar = new Toolbar(app);
const people = new People(app);
const status = new Status(app, connection);
const editText = () => {
  draw();
  inspector.editText();
};
const pointer = new Pointer(app, viewport, overlay, editText);
new Keys(app, viewport, pointer, editText);

function draw(): void {
  arrange(byId('shapes'), shapeView.draw(app.shapes));
  byId('hint').hidden = !app.isJoined || app.shapes.length > 0;
  overlay.draw();
  layers.draw();
  inspector.draw();
  toolbar.draw();
  people.draw();
  status.draw();
}

const plan = onceAFrame(draw);
app.onChange(plan);
viewport.onChange(() => {
  byId('zoom-fit').textContent = `${Math.round(viewport.scale * 100)}%`;
  plan();
});

client.on(EVENTS.SYNCED, () => {
  app.dropMissing();
  // at once: the next key would write over what somebody else wrote into the same text
  inspector.draw();
  plan();
});
for (const event of [EVENTS.CONNECTION, EVENTS.SAVED, EVENTS.PRESENCE, EVENTS.PERMISSION, EVENTS.JOINED]) {
  client.on(event, plan);
}
client.on(EVENTS.REJECTED, ({ message }) => toast(`The server took a change back: ${message}`));
client.on(EVENTS.UNCONFIRMED, () => toast('Nobody can tell whether your last change arrived. Have a look.'));
client.on(EVENTS.ERROR, ({ message }) => toast(message));

byId('room-name').textContent = room;
byId('copy-link').addEventListener('click', () => void copyLink());
byId('new-room').addEventListener('click', () => open(`?room=${newRoomName()}`, '_blank', 'noopener'));
byId('zoom-in').addEventListener('click', () => viewport.zoom(1.2));
byId('zoom-out').addEventListener('click', () => viewport.zoom(1 / 1.2));
byId('zoom-fit').addEventListener('click', () => viewport.fit(app.bounds));
addEventListener('resize', plan);
addEventListener('beforeunload', (event) => client.saved || event.preventDefault());

async function copyLink(): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    toast('The link is copied. Whoever opens it is in this room.');
  } catch {
    // pages without https may not write to the clipboard
    prompt('The link to this room', location.href);
  }
}

/** For the console, and for tests of the page. */
Object.assign(globalThis, { canyon: { client, socket: connection.socket } });

viewport.fit(undefined);
draw();
client.join(app.identity.userId).then(
  () => {
    viewport.fit(app.bounds);
    app.tellPresence();
  },
  (error: Error) => toast(error.message),
);
