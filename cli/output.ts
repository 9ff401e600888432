/** A stream to write text to, at once. */
export interface Output {
  /** Writes all of it before it returns; what nobody reads any more is dropped. */
  write(text: string): void;
  /** Whether a person watches. */
  readonly isTerminal: boolean;
  /** Fires when the reader is gone. */
  readonly broken: AbortSignal;
}

/** The part of `Deno.stdout` that is needed. */
export interface RawOutput {
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

/** Wraps a standard stream. */
export function createOutput(raw: RawOutput): Output {
  const broken = new AbortController();
  const encoder = new TextEncoder();
  return {
    isTerminal: raw.isTerminal(),
    broken: broken.signal,
    write(text) {
      if (broken.signal.aborted) return;
      const bytes = encoder.encode(text);
      try {
        for (let at = 0; at < bytes.length;) at += writeSome(raw, bytes.subarray(at));
      } catch {
        broken.abort(new DOMException("The reader of the output is gone", "AbortError"));
      }
    },
  };
}

/** A pipe that another program made non-blocking may be full: wait for its reader. */
function writeSome(raw: RawOutput, bytes: Uint8Array): number {
  try {
    return raw.writeSync(bytes);
  } catch (error) {
    if (!(error instanceof Deno.errors.WouldBlock)) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    return 0;
  }
}
