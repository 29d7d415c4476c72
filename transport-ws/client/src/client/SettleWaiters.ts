interface Waiter {
  /** The last of the steps that it waits for. */
  step: number;
  readonly promise: Promise<boolean>;
  readonly resolve: (isTaken: boolean) => void;
  isTaken: boolean;
}

/** Promises for own steps: whether the server took all of them. */
export class SettleWaiters {
  private waiters: Waiter[] = [];

  /**
   * Resolves when the step and all before it are answered; at once if they are. Steps that are not sent yet go out
   * together, so all who wait for them get one promise.
   */
  wait(step: number, settledStep: number, sentStep: number): Promise<boolean> {
    if (step <= settledStep) {
      return Promise.resolve(true);
    }
    const last = this.waiters.at(-1);
    if (last !== undefined && last.isTaken && (last.step > sentStep || last.step === step)) {
      last.step = step;
      return last.promise;
    }
    let resolve: (isTaken: boolean) => void = () => undefined;
    const promise = new Promise<boolean>((resolveIt) => (resolve = resolveIt));
    this.waiters.push({ step, promise, resolve, isTaken: true });
    return promise;
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
