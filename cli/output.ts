/** A stream to write text to, at once. */
export interface Output {
  /** Writes all of it before it returns; what cannot be written any more is dropped. */
  write(data: string | Uint8Array): void;
  /** Whether a person watches. */
  readonly isTerminal: boolean;
  /** Fires when nothing can be written any more. */
  readonly broken: AbortSignal;
  /** Why, unless its reader simply has enough (`| head`); null while all is well. */
  readonly failure: Error | null;
}

/** The part of `Deno.stdout` that is needed. */
export interface RawOutput {
  /** Writes at least one byte; how many. */
  writeSync(bytes: Uint8Array): number;
  /** Whether a person watches. */
  isTerminal(): boolean;
}

/** Wraps a standard stream. */
export function createOutput(raw: RawOutput): Output {
  const broken = new AbortController();
  const encoder = new TextEncoder();
  let failure: Error | null = null;
  return {
    isTerminal: raw.isTerminal(),
    broken: broken.signal,
    get failure() {
      return failure;
    },
    write(data) {
      if (broken.signal.aborted) return;
      const bytes = typeof data === "string" ? encoder.encode(data) : data;
      try {
        for (let at = 0; at < bytes.length;) at += writeSome(raw, bytes.subarray(at));
      } catch (error) {
        if (!(error instanceof Deno.errors.BrokenPipe)) failure = error as Error;
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
