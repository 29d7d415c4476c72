import type { Command } from '../shared/commands.js';
import type { ServerEvent } from '../shared/events.js';

export interface IEventSocketListener {
  /** A connection stands; what was sent over the one before is lost or not. */
  onOpen?(): void;
  /**
   * The connection is gone.
   *
   * @param code the WebSocket's, where the other side or the network has ended it
   */
  onClose?(code?: number): void;
  /** In the order in which the server sent them, between open and close. */
  onEvent?(event: ServerEvent): void;
}

/**
 * A connection that comes back by itself. Rooms of one socket share its id. Bring your own to test, or to go over
 * something else than a WebSocket.
 */
export interface IEventSocket {
  /** Names this client for the server, kept across reconnects: 1 to 64 of `A-Z a-z 0-9 _ -`. */
  readonly id: string;
  readonly isOpen: boolean;
  /** Sends in order; does nothing while there is no connection. */
  send(command: Command): void;
  /** @returns what takes the listener away */
  listen(listener: IEventSocketListener): () => void;
  /** Gives up the connection and opens another one with the same id. Listeners hear close and open. */
  reconnect(): void;
  /** As reconnect, with an id that nobody has used. */
  renewId(): void;
}
