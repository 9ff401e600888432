import { escapeText } from "./escape_text.ts";

/** What a service says about itself: one line a message, on standard error. */
export interface Log {
  /** Something worth knowing. */
  info(message: string, fields?: LogFields): void;
  /** Something a person should look at, the service goes on. */
  warn(message: string, fields?: LogFields): void;
  /** Something failed, or was lost. */
  error(message: string, fields?: LogFields): void;
}

/** Facts beside the message, written as `name=value`. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Where the lines go and what they begin with. */
export interface LogOptions {
  /** Who speaks, e.g. `ship`. */
  readonly service: string;
  /** Takes one whole line, with its newline. */
  readonly write: (line: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Makes a log whose lines LogFlow itself reads: `2025-10-23T14:32:15.123Z INFO [ship] message name=value`.
 * A message stays one line: see {@linkcode escapeText}.
 */
export function createLog({ service, write, now }: LogOptions): Log {
  const say = (level: string) => (message: string, fields: LogFields = {}) => {
    let line = `${new Date(now()).toISOString()} ${level} [${service}] ${escapeText(message)}`;
    for (const [name, value] of Object.entries(fields)) line += ` ${name}=${toValue(value)}`;
    write(`${line}\n`);
  };
  return { info: say("INFO"), warn: say("WARN"), error: say("ERROR") };
}

function toValue(value: string | number | boolean | null): string {
  const text = escapeText(String(value));
  return /[\s="]/.test(text) || text === "" ? JSON.stringify(text) : text;
}
