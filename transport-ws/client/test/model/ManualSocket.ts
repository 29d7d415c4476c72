import type { IEventSocket, IEventSocketListener } from '../../src/client/IEventSocket.js';
import type { Command } from '../../src/shared/commands.js';
import type { ServerEvent } from '../../src/shared/events.js';

/** A socket whose other end is the test. */
export class ManualSocket implements IEventSocket {
  id = 'own';
  isOpen = false;
  readonly calls: string[] = [];
  private commands: Command[] = [];
  private readonly listeners = new Set<IEventSocketListener>();

  send(command: Command): void {
    if (this.isOpen) {
      this.commands.push(JSON.parse(JSON.stringify(command)) as Command);
    }
  }

  listen(listener: IEventSocketListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  reconnect(): void {
    this.calls.push('reconnect');
  }

  renewId(): void {
    this.calls.push('renewId');
  }

  open(): void {
    this.isOpen = true;
    this.listeners.forEach((listener) => listener.onOpen?.());
  }

  close(code?: number): void {
    this.isOpen = false;
    this.listeners.forEach((listener) => listener.onClose?.(code));
  }

  receive(event: ServerEvent): void {
    this.listeners.forEach((listener) => listener.onEvent?.(JSON.parse(JSON.stringify(event)) as ServerEvent));
  }

  /** What was sent since this was asked last. */
  taken(): Command[] {
    return this.commands.splice(0);
  }
}
