import type { Cancel, Scheduler } from './Scheduler.js';

/** Without an answer for so long, the connection is taken for dead; doubles each time, for lines that are only slow. */
const TIMEOUT_MS = 30_000;
const MAX_DOUBLINGS = 5;

/** Waits for the answer to what was sent last. */
export class AnswerTimer {
  private cancelTimer: Cancel = () => undefined;
  private misses = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly onMissing: () => void,
  ) {}

  start(): void {
    this.cancel();
    this.cancelTimer = this.scheduler.after(TIMEOUT_MS * 2 ** Math.min(this.misses, MAX_DOUBLINGS), () => {
      this.misses++;
      this.onMissing();
    });
  }

  cancel(): void {
    this.cancelTimer();
  }

  /** There is nothing left to be answered. */
  end(): void {
    this.cancelTimer();
    this.misses = 0;
  }
}
