import { nanoid } from 'nanoid';
import type { Command } from '../shared/commands.js';
import type { ServerEvent } from '../shared/events.js';
import { createLogger, type Logger } from '../shared/logger.js';
import { Backoff } from './Backoff.js';
import type { IEventSocket, IEventSocketListener } from './IEventSocket.js';
import { type Cancel, type Scheduler, systemScheduler } from './Scheduler.js';

export interface EventSocketClientOptions {
  /** Whether the server is being replaced; while it is, nothing tries to connect. */
  readonly isDeploying?: () => boolean | Promise<boolean>;
  /** Called when a deployment that held the connection up is over. */
  readonly onDeployEnded?: () => void;
  readonly logger?: Logger;
  /** A standard WebSocket class, for where there is no global one: Node before 22. */
  readonly WebSocket?: WebSocketClass;
  readonly scheduler?: Scheduler;
  /** First and last waiting time between attempts, in milliseconds; default 250 and 10,000. */
  readonly retryMs?: readonly [number, number];
}

export type WebSocketClass = new (url: string) => WebSocketLike;

/** What is used of a WebSocket. */
export interface WebSocketLike {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
}

type State = 'waiting' | 'connecting' | 'open' | 'closed';

/** The server closes so when a newer connection came with the same id. */
const CLOSE_REPLACED = 4001;
const CONNECT_TIMEOUT_MS = 20_000;
/** A connection that lived so long was a good one. */
const STEADY_MS = 5_000;
/** So often another connection may take this id, over all its life, before this client leaves it. */
const MAX_REPLACED = 2;

/**
 * The WebSocket to the server. Connects at once, and again after every close that was not asked for by `close()`, with
 * growing and jittered waiting times.
 */
export class EventSocketClient implements IEventSocket {
  private readonly url: string;
  private readonly options: EventSocketClientOptions;
  private readonly logger: Logger;
  private readonly scheduler: Scheduler;
  private readonly backoff: Backoff;
  private readonly WebSocketImpl: WebSocketClass;
  private readonly listeners = new Set<IEventSocketListener>();
  private readonly onOnline = () => this.retryNow();
  private connectionId = nanoid();
  private state: State = 'waiting';
  private socket: WebSocketLike | undefined;
  private cancelTimer: Cancel = () => undefined;
  private replacedCount = 0;
  private wasDeploying = false;
  /** Counts the times that something began or ended; what was started before is stale. */
  private epoch = 0;

  constructor(url: string, options: EventSocketClientOptions = {}) {
    this.url = url;
    this.options = options;
    this.logger = options.logger ?? createLogger();
    this.scheduler = options.scheduler ?? systemScheduler;
    const [firstMs, lastMs] = options.retryMs ?? [250, 10_000];
    this.backoff = new Backoff(firstMs, lastMs, this.scheduler.random);
    const WebSocketImpl = options.WebSocket ?? (globalThis.WebSocket as unknown as WebSocketClass | undefined);
    if (WebSocketImpl === undefined) {
      throw new TypeError('no WebSocket here: pass one as options.WebSocket');
    }
    this.WebSocketImpl = WebSocketImpl;
    this.begin();
    globalThis.addEventListener?.('online', this.onOnline);
  }

  get id(): string {
    return this.connectionId;
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  send(command: Command): void {
    if (this.state === 'open') {
      this.socket!.send(JSON.stringify(command));
    }
  }

  listen(listener: IEventSocketListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  reconnect(): void {
    if (this.state !== 'closed') {
      this.drop(1000, 'reconnect');
      if (this.isUnattended()) {
        this.begin();
      }
    }
  }

  renewId(): void {
    this.connectionId = nanoid();
    this.replacedCount = 0;
    this.reconnect();
  }

  /** Closes for good. */
  close(): void {
    globalThis.removeEventListener?.('online', this.onOnline);
    this.drop(1000, 'closed by the user', 'closed');
  }

  private retryNow(): void {
    if (this.state === 'waiting') {
      this.cancelTimer();
      void this.attempt(++this.epoch);
    }
  }

  private begin(): void {
    if (this.options.isDeploying === undefined) {
      this.connect();
    } else {
      void this.attempt(++this.epoch);
    }
  }

  private connect(): void {
    const epoch = ++this.epoch;
    this.state = 'connecting';
    const socket = new this.WebSocketImpl(withId(this.url, this.connectionId));
    this.socket = socket;
    this.cancelTimer = this.scheduler.after(CONNECT_TIMEOUT_MS, () => this.lose(0, 'no answer'));
    const isCurrent = () => epoch === this.epoch;
    socket.onopen = () => isCurrent() && this.onOpen();
    socket.onmessage = (event: { data: unknown }) => isCurrent() && this.onMessage(event.data);
    socket.onclose = (event: { code: number; reason: string }) => isCurrent() && this.lose(event.code, event.reason);
    // a close follows each error, and tells more
    socket.onerror = () => undefined;
  }

  private onOpen(): void {
    this.cancelTimer();
    this.state = 'open';
    this.cancelTimer = this.scheduler.after(STEADY_MS, () => this.backoff.reset());
    this.logger.debug(`connected as ${this.connectionId}`);
    this.tell((listener) => listener.onOpen?.());
  }

  private onMessage(data: unknown): void {
    let event: ServerEvent | null;
    try {
      event = JSON.parse(String(data)) as ServerEvent | null;
    } catch (error) {
      this.logger.error('a frame is no JSON', error);
      return;
    }
    if (typeof event !== 'object' || event === null) {
      this.logger.error('a frame is no object');
      return;
    }
    if (event.event === 'error' && event.room === undefined) {
      this.logger.warn(`the server refused a frame: ${event.code}: ${event.message}`);
    }
    this.tell((listener) => listener.onEvent?.(event));
  }

  /** The connection is lost, or none came about. */
  private lose(code: number, reason: string): void {
    this.logger.info(`connection closed: code=${code}, reason=${reason}`);
    if (code === CLOSE_REPLACED && ++this.replacedCount >= MAX_REPLACED) {
      // once may be an own connection that the server saw late; this is somebody else who lives with this id
      this.logger.warn('another connection uses this id: taking a new one');
      this.connectionId = nanoid();
      this.replacedCount = 0;
    }
    this.drop(1000, 'lost', 'waiting', code);
    if (this.isUnattended()) {
      this.retryLater();
    }
  }

  private retryLater(): void {
    const epoch = ++this.epoch;
    this.state = 'waiting';
    this.cancelTimer = this.scheduler.after(this.backoff.nextMs(), () => void this.attempt(epoch));
  }

  private async attempt(epoch: number): Promise<void> {
    const isDeploying = await this.askDeploying();
    if (epoch !== this.epoch || this.state !== 'waiting') {
      return;
    }
    if (isDeploying) {
      this.wasDeploying = true;
      this.retryLater();
      return;
    }
    if (this.wasDeploying) {
      this.wasDeploying = false;
      this.tellDeployEnded();
    }
    if (epoch === this.epoch) {
      this.tryToConnect();
    }
  }

  /** Nobody is there to be told of an exception. */
  private tryToConnect(): void {
    try {
      this.connect();
    } catch (error) {
      this.logger.error('no WebSocket could be made', error);
      this.retryLater();
    }
  }

  private tellDeployEnded(): void {
    try {
      this.options.onDeployEnded?.();
    } catch (error) {
      this.logger.error('onDeployEnded threw', error);
    }
  }

  private async askDeploying(): Promise<boolean> {
    try {
      return (await this.options.isDeploying?.()) === true;
    } catch (error) {
      this.logger.warn('isDeploying failed', error);
      return false;
    }
  }

  /** Whether nothing is under way: a listener may have closed this, or have been faster to connect. */
  private isUnattended(): boolean {
    return this.state === 'waiting' && this.socket === undefined;
  }

  /** Gives up the socket, if there is one, and tells those who knew it as open. */
  private drop(code: number, reason: string, next: 'waiting' | 'closed' = 'waiting', lostBy?: number): void {
    const wasOpen = this.state === 'open';
    this.epoch++;
    this.cancelTimer();
    this.state = next;
    this.socket?.close(code, reason);
    this.socket = undefined;
    if (wasOpen) {
      this.tell((listener) => listener.onClose?.(lostBy));
    }
  }

  private tell(call: (listener: IEventSocketListener) => void): void {
    for (const listener of [...this.listeners]) {
      try {
        call(listener);
      } catch (error) {
        this.logger.error('a listener of the socket threw', error);
      }
    }
  }
}

function withId(url: string, id: string): string {
  const withoutFragment = url.split('#', 1)[0]!;
  return `${withoutFragment}${withoutFragment.includes('?') ? '&' : '?'}id=${id}`;
}
