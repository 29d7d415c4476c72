import type { Cancel, Scheduler } from './Scheduler.js';

/** Sends the own presence, at most once a frame; what comes between is left out. */
export class PresenceSender<TCustom> {
  private own: TCustom | undefined;
  private cancelFrame: Cancel | undefined;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly send: (presence: TCustom) => void,
  ) {}

  get current(): TCustom | undefined {
    return this.own;
  }

  set(presence: TCustom): void {
    this.own = presence;
    this.cancelFrame ??= this.scheduler.onFrame(() => this.sendNow());
  }

  /** The server has forgotten the presence with the connection. */
  sendNow(): void {
    this.stop();
    if (this.own !== undefined) {
      this.send(this.own);
    }
  }

  stop(): void {
    this.cancelFrame?.();
    this.cancelFrame = undefined;
  }
}
