import { createLineSplitter } from "./split_lines.ts";

/** What stands between two blank lines of a `text/event-stream`. */
export interface StreamMessage {
  /** Its kind; `message` unless told. */
  readonly event: string;
  /** Null where there is none: then it is no event, but its id counts. */
  readonly data: string | null;
  /** The last that was told, here or before; null = none yet. */
  readonly id: string | null;
  /** How long to wait before connecting again, milliseconds; null = not told here. */
  readonly retryMs: number | null;
}

/**
 * Reads an event stream as the HTML standard says, in pieces however cut. A message that is not ended by a
 * blank line is none. Throws RangeError where one is over {@linkcode MESSAGE_CHARS_MAX} characters long.
 */
export function createEventStreamParser(): (piece: string) => StreamMessage[] {
  const split = createLineSplitter(MESSAGE_CHARS_MAX);
  let id: string | null = null;
  let block: string[] = [];
  let chars = 0;
  return (piece) => {
    const messages: StreamMessage[] = [];
    for (const line of split(piece)) {
      chars += line.length;
      if (chars > MESSAGE_CHARS_MAX) {
        throw new RangeError(`Cannot read a message: it is over ${MESSAGE_CHARS_MAX} characters`);
      }
      if (line !== "") {
        block.push(line);
        continue;
      }
      const message = toMessage(block, id);
      if (block.length > 0) messages.push(message);
      id = message.id;
      block = [];
      chars = 0;
    }
    return messages;
  };
}

function toMessage(lines: readonly string[], lastId: string | null): StreamMessage {
  let event = "";
  let id = lastId;
  let retryMs: number | null = null;
  const data: string[] = [];
  for (const line of lines) {
    const [, name, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
    if (name === "event") event = value;
    else if (name === "data") data.push(value);
    else if (name === "id" && !value.includes("\0")) id = value;
    else if (name === "retry" && /^\d{1,9}$/.test(value)) retryMs = Number(value);
  }
  return {
    event: event === "" ? "message" : event,
    data: data.length === 0 ? null : data.join("\n"),
    id,
    retryMs,
  };
}

/** An event has 256 KiB of text, and fields beside it. */
export const MESSAGE_CHARS_MAX: number = 16 * 1024 * 1024;
