import type { RejectCode } from '../shared/events.js';

const TOO_LARGE = 1009;
const BAD_DATA = 1007;
const POLICY = 1008;
/** No server has a lower limit. */
const MIN_TOO_LARGE_LENGTH = 1_024;
const ENOUGH = 3;

/**
 * How much speaks for it that the server will never take the edit in flight. It has said so about some frame, but a
 * connection that ends with the frame says no more than that.
 */
export class Suspicion {
  private weight = 0;
  private code: RejectCode = 'invalid';
  private length = 0;

  /** Another edit is in flight. @param length of its frame */
  begin(length: number): void {
    this.length = length;
    this.weight = 0;
  }

  onClose(code: number | undefined): void {
    if (code === TOO_LARGE && this.length > MIN_TOO_LARGE_LENGTH) {
      this.add('too-large', ENOUGH);
    } else if (code === BAD_DATA || code === POLICY) {
      this.add('invalid', 1);
    }
  }

  onBadFrame(): void {
    this.add('invalid', 2);
  }

  /** The code to take the edit back with; undefined while it may be sent again. */
  get verdict(): RejectCode | undefined {
    return this.weight >= ENOUGH ? this.code : undefined;
  }

  private add(code: RejectCode, weight: number): void {
    this.code = code;
    this.weight += weight;
  }
}
