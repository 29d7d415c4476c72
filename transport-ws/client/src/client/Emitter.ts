import type { Logger } from '../shared/logger.js';

type Listener = (...args: never[]) => void;

/** Listeners by the name of the event. One that throws is reported and stands in nobody's way. */
export class Emitter<Events extends { [name in keyof Events]: unknown[] }> {
  private readonly listeners = new Map<keyof Events, Set<Listener>>();

  constructor(private readonly logger: Logger) {}

  /** @returns what takes the listener away */
  on<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): () => void {
    let listeners = this.listeners.get(name);
    if (listeners === undefined) {
      listeners = new Set();
      this.listeners.set(name, listeners);
    }
    listeners.add(listener as unknown as Listener);
    return () => this.off(name, listener);
  }

  off<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): void {
    this.listeners.get(name)?.delete(listener as unknown as Listener);
  }

  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    for (const listener of [...(this.listeners.get(name) ?? [])]) {
      try {
        (listener as unknown as (...args: Events[Name]) => void)(...args);
      } catch (error) {
        this.logger.error(`a listener of ${String(name)} threw`, error);
      }
    }
  }

  clear(): void {
    this.listeners.clear();
  }
}
