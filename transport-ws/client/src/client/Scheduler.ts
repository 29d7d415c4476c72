/** Takes back what was scheduled. */
export type Cancel = () => void;

/** Time and chance, so that tests can stand in for them. */
export interface Scheduler {
  /** Runs a task once, after so many milliseconds. */
  after(delayMs: number, task: () => void): Cancel;
  /** Runs a task when the current one is done. */
  soon(task: () => void): void;
  /** Runs a task before the next picture is drawn. */
  onFrame(task: () => void): Cancel;
  /** At least 0, below 1. */
  random(): number;
}

const FRAME_MS = 16;
/** A page that is not seen draws nothing. */
const HIDDEN_FRAME_MS = 200;

function onFrame(task: () => void): Cancel {
  if (typeof requestAnimationFrame !== 'function') {
    return after(FRAME_MS, task);
  }
  let isDone = false;
  const run = () => {
    if (!isDone) {
      cancel();
      task();
    }
  };
  const cancel = () => {
    isDone = true;
    cancelAnimationFrame(frame);
    cancelTimer();
  };
  const frame = requestAnimationFrame(run);
  const cancelTimer = after(HIDDEN_FRAME_MS, run);
  return cancel;
}

function after(delayMs: number, task: () => void): Cancel {
  const handle = setTimeout(task, delayMs);
  return () => clearTimeout(handle);
}

export const systemScheduler: Scheduler = {
  after,
  soon: (task) => queueMicrotask(task),
  onFrame,
  random: () => Math.random(),
};
