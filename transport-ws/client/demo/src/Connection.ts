import { EventSocketClient } from '../../src/client/index.js';

/** The socket to the page's own server, with a switch to go without it: as if it were being deployed. */
export class Connection {
  readonly socket: EventSocketClient;
  private offline = false;

  constructor() {
    const isSecure = location.protocol === 'https:';
    this.socket = new EventSocketClient(`${isSecure ? 'wss' : 'ws'}://${location.host}/echo`, {
      isDeploying: () => this.offline,
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
}
