interface Waiter {
  readonly step: number;
  readonly resolve: (isTaken: boolean) => void;
  isTaken: boolean;
}

/** Promises for own steps: whether the server took all of them. */
export class SettleWaiters {
  private waiters: Waiter[] = [];

  /** Resolves when the step and all before it are answered; at once if they are. */
  wait(step: number, settledStep: number): Promise<boolean> {
    if (step <= settledStep) {
      return Promise.resolve(true);
    }
    return new Promise((resolve) => this.waiters.push({ step, resolve, isTaken: true }));
  }

  /** Steps from this one on were taken back. */
  fail(firstStep: number): void {
    for (const waiter of this.waiters) {
      waiter.isTaken &&= waiter.step < firstStep;
    }
  }

  settle(settledStep: number): void {
    const done = this.waiters.filter((waiter) => waiter.step <= settledStep);
    this.waiters = this.waiters.filter((waiter) => waiter.step > settledStep);
    for (const waiter of done) {
      waiter.resolve(waiter.isTaken);
    }
  }

  /** Nothing will be answered any more. */
  abandon(): void {
    for (const waiter of this.waiters.splice(0)) {
      waiter.resolve(false);
    }
  }
}
