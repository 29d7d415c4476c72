/** Waiting times that double up to a limit, each spread over its upper half so that many clients do not come at once. */
export class Backoff {
  private attempts = 0;

  constructor(
    private readonly firstMs: number,
    private readonly lastMs: number,
    private readonly random: () => number,
  ) {}

  nextMs(): number {
    const fullMs = Math.min(this.lastMs, this.firstMs * 2 ** Math.min(this.attempts++, 30));
    return Math.round(fullMs * (0.5 + 0.5 * this.random()));
  }

  reset(): void {
    this.attempts = 0;
  }
}
