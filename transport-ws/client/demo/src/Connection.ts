import { EventSocketClient, type WebSocketClass, type WebSocketLike } from '../../src/client/index.js';

/** The socket to the page's own server, with a switch to go without it. */
export class Connection {
  readonly socket: EventSocketClient;
  private offline = false;

  constructor() {
    const isSecure = location.protocol === 'https:';
    this.socket = new EventSocketClient(`${isSecure ? 'wss' : 'ws'}://${location.host}/echo`, {
      isDeploying: () => this.offline,
      WebSocket: this.gate() as unknown as WebSocketClass,
    });
  }

  get isOffline(): boolean {
    return this.offline;
  }

  setOffline(isOffline: boolean): void {
    this.offline = isOffline;
    if (isOffline) {
      this.socket.reconnect();
    } else {
      // the socket tries at once when the browser says so
      dispatchEvent(new Event('online'));
    }
  }

  /** Makes sockets that fail while the switch is off. */
  private gate(): (url: string) => WebSocketLike {
    const isOffline = () => this.offline;
    return function GatedWebSocket(url: string): WebSocketLike {
      return isOffline() ? deadSocket() : (new WebSocket(url) as WebSocketLike);
    };
  }
}

function deadSocket(): WebSocketLike {
  const socket: WebSocketLike = {
    onopen: null,
    onclose: null,
    onmessage: null,
    onerror: null,
    send: () => undefined,
    close: () => undefined,
  };
  queueMicrotask(() => (socket.onclose as ((event: object) => void) | null)?.({ code: 1006, reason: 'offline' }));
  return socket;
}
