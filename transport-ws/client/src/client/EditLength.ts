import { COMMANDS } from '../shared/commands.js';
import type { Delta } from '../shared/delta.js';

/** Keeps what is unsent, which goes out as one edit, from becoming longer than the server takes. */
export class EditLength {
  private readonly maxDeltaBytes: number;
  /** At most this is what is unsent. */
  private unsentBytes = 0;

  constructor(
    room: string,
    private readonly maxFrameBytes: number,
  ) {
    const number = Number.MAX_SAFE_INTEGER;
    const empty = { event: COMMANDS.EDIT, room, seq: number, base: number, delta: 0 };
    this.maxDeltaBytes = maxFrameBytes - lengthBytes(JSON.stringify(empty));
  }

  /**
   * Adds a change, if there is room for it.
   *
   * @param text of its delta
   * @param unsent all that would be unsent then; asked for only when that might be too much
   */
  admits(text: string, unsent: () => Delta | undefined): boolean {
    // a unit of a string takes three bytes at most
    let bytes = this.unsentBytes + 3 * text.length;
    if (bytes > this.maxDeltaBytes) {
      const delta = unsent();
      bytes = delta === undefined ? 0 : lengthBytes(JSON.stringify(delta));
    }
    const isAdmitted = bytes <= this.maxDeltaBytes;
    if (isAdmitted) {
      this.unsentBytes = bytes;
    }
    return isAdmitted;
  }

  /** Nothing is unsent any more. */
  reset(): void {
    this.unsentBytes = 0;
  }

  isTooLong(frame: string): boolean {
    return 3 * frame.length > this.maxFrameBytes && lengthBytes(frame) > this.maxFrameBytes;
  }
}

function lengthBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
