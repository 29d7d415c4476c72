import type { IEventSocket, IEventSocketListener } from '../../src/client/IEventSocket.js';
import type { Command } from '../../src/shared/commands.js';
import type { ServerEvent } from '../../src/shared/events.js';
import type { ModelConnection, ModelServer } from './ModelServer.js';
import type { Random } from './Random.js';
import type { VirtualClock } from './VirtualClock.js';

/** Both directions of one connection: in order, late, and cut off somewhere when the connection breaks. */
class Link {
  isCut = false;
  private upMs = 0;
  private downMs = 0;

  constructor(
    private readonly clock: VirtualClock,
    private readonly random: Random,
    private readonly maxDelayMs: number,
  ) {}

  up(task: () => void): void {
    this.upMs = Math.max(this.upMs, this.clock.nowMs + this.random.below(this.maxDelayMs));
    // what was sent before a cut may still arrive
    this.clock.after(this.upMs - this.clock.nowMs, task);
  }

  down(task: () => void): void {
    this.downMs = Math.max(this.downMs, this.clock.nowMs + this.random.below(this.maxDelayMs));
    this.clock.after(this.downMs - this.clock.nowMs, () => this.isCut || task());
  }
}

/** A connection to the model server over a bad network. */
export class SimulatedSocket implements IEventSocket {
  id: string;
  isOpen = false;
  maxDelayMs = 40;
  retryMs = 50;
  /** Sent frames, for tests that look at them. */
  readonly sent: Command[] = [];
  private readonly listeners = new Set<IEventSocketListener>();
  private link: Link | undefined;
  private connection: ModelConnection | undefined;
  private ids = 0;
  private isDown = false;

  constructor(
    private readonly name: string,
    private readonly server: ModelServer,
    private readonly clock: VirtualClock,
    private readonly random: Random,
  ) {
    this.id = `${name}-0`;
    this.connect();
  }

  send(command: Command): void {
    const { link, connection } = this;
    if (this.isOpen && link && connection) {
      this.sent.push(command);
      const frame = JSON.stringify(command);
      // a frame behind a cut is lost
      const isLost = () => link.isCut && this.random.chance(0.5);
      let isBehindCut = false;
      link.up(() => {
        isBehindCut ||= isLost();
        if (!isBehindCut) {
          connection.receive(JSON.parse(frame) as Command);
        }
      });
    }
  }

  listen(listener: IEventSocketListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  reconnect(): void {
    this.cut();
  }

  renewId(): void {
    this.id = `${this.name}-${++this.ids}`;
    this.cut();
  }

  /** The connection breaks; the server notices later. Another one is made, soon. */
  cut(): void {
    const { link, connection } = this;
    if (link === undefined || connection === undefined) {
      return;
    }
    this.link = undefined;
    this.connection = undefined;
    link.isCut = true;
    // the end of a connection comes behind all that was sent over it
    this.clock.after(this.maxDelayMs + this.random.below(400), () => connection.close());
    if (this.isOpen) {
      this.isOpen = false;
      this.listeners.forEach((listener) => listener.onClose?.());
    }
    this.clock.after(this.random.below(this.retryMs), () => this.connect());
  }

  /** No connection until `goOnline()`. */
  goOffline(): void {
    this.isDown = true;
    this.cut();
  }

  goOnline(): void {
    this.isDown = false;
    this.connect();
  }

  private connect(): void {
    if (this.isDown || this.link !== undefined) {
      return;
    }
    const link = new Link(this.clock, this.random, this.maxDelayMs);
    this.link = link;
    this.connection = this.server.accept({
      id: this.id,
      deliver: (event) => {
        const frame = JSON.stringify(event);
        link.down(() => this.onEvent(JSON.parse(frame) as ServerEvent));
      },
      onClosed: () => link.down(() => this.cut()),
    });
    link.down(() => {
      this.isOpen = true;
      this.listeners.forEach((listener) => listener.onOpen?.());
    });
  }

  private onEvent(event: ServerEvent): void {
    this.listeners.forEach((listener) => listener.onEvent?.(event));
  }
}
