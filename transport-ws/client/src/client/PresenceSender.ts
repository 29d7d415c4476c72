import type { Cancel, Scheduler } from './Scheduler.js';

/** So often may the server refuse something while one presence is shown, before that is suspected. */
const MAX_REFUSALS = 2;

/** Sends the own presence, at most once a frame; what comes between is left out. */
export class PresenceSender<TCustom> {
  private own: TCustom | undefined;
  private cancelFrame: Cancel | undefined;
  private refusals = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly send: (presence: TCustom) => void,
  ) {}

  get current(): TCustom | undefined {
    return this.own;
  }

  set(presence: TCustom): void {
    this.own = presence;
    this.refusals = 0;
    this.cancelFrame ??= this.scheduler.onFrame(() => this.sendNow());
  }

  /** The server has forgotten the presence with the connection. */
  sendAgain(): void {
    if (this.refusals < MAX_REFUSALS) {
      this.sendNow();
    }
  }

  /** The server has refused something, perhaps this. */
  suspect(): void {
    this.refusals++;
  }

  private sendNow(): void {
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
