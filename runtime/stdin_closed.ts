/**
 * A signal that fires when `input` ends or breaks. A service that was started by another process
 * holds its end of a pipe: when that process dies, even by `kill -9`, the pipe closes, and the
 * service drains and ends. What is written into the pipe is dropped.
 */
export function stdinClosed(input: ReadableStream<Uint8Array>): AbortSignal {
  const closed = new AbortController();
  const stop = () => closed.abort(new DOMException("Standard input was closed", "AbortError"));
  input.pipeTo(new WritableStream()).then(stop, stop);
  return closed.signal;
}
