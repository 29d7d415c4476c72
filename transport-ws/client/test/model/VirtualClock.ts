import type { Cancel, Scheduler } from '../../src/client/Scheduler.js';
import type { Random } from './Random.js';

interface Task {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

const FRAME_MS = 16;

/** Time that passes only when the test says so. */
export class VirtualClock implements Scheduler {
  nowMs = 0;
  private tasks: Task[] = [];
  private order = 0;

  constructor(private readonly chance: Random) {}

  after(delayMs: number, run: () => void): Cancel {
    const task = { atMs: this.nowMs + delayMs, order: this.order++, run };
    this.tasks.push(task);
    return () => {
      this.tasks = this.tasks.filter((other) => other !== task);
    };
  }

  /** How many tasks wait. */
  get waiting(): number {
    return this.tasks.length;
  }

  soon(run: () => void): void {
    this.after(0, run);
  }

  onFrame(run: () => void): Cancel {
    return this.after(FRAME_MS, run);
  }

  random = () => this.chance.next();

  /** Runs all that is due within so many milliseconds. */
  advance(durationMs: number): void {
    const endMs = this.nowMs + durationMs;
    for (let task = this.takeDue(endMs); task !== undefined; task = this.takeDue(endMs)) {
      this.nowMs = Math.max(this.nowMs, task.atMs);
      task.run();
    }
    this.nowMs = endMs;
  }

  private takeDue(endMs: number): Task | undefined {
    let first: Task | undefined;
    for (const task of this.tasks) {
      if (task.atMs <= endMs && (!first || task.atMs < first.atMs || (task.atMs === first.atMs && task.order < first.order))) {
        first = task;
      }
    }
    this.tasks = this.tasks.filter((task) => task !== first);
    return first;
  }
}
