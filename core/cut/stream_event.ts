import type { Format } from "../raw_batch.ts";
import type { Line } from "./line.ts";
import type { Kind, OpenEvent } from "./open_event.ts";

/** The open event of one output stream of a container, if there is one. */
export class StreamEvent implements OpenEvent {
  readonly format: Format;
  first: Line = NO_LINE;
  lines = 0;
  kind: Kind = "unread";
  /** Number of the event; -1 = none is open. */
  event: number = -1;
  /** Event whose only line joins if a frame follows; -1 = none. */
  maybe: number = -1;
  /** The text of that line. */
  maybeLine: Line = NO_LINE;
  /** Whether the output's line goes on in the next record. */
  isPartial = false;
  /** Raw lines that are blank and stand after the event's last one. */
  blankLines: number[] = [];
  /** The last raw line of the stream. */
  lastLine: number = -1;

  /** No event is open yet. */
  constructor(format: Format) {
    this.format = format;
  }

  /** Blank lines since the event's last one. */
  get blanks(): number {
    return this.blankLines.length;
  }

  /** The event begins with this text. */
  begin(event: number, first: Line): void {
    this.event = event;
    this.first = first;
    this.lines = 1;
    this.kind = "unread";
    this.maybe = -1;
    this.blankLines = [];
  }

  /** Nothing more joins the event. */
  close(): void {
    this.event = this.maybe = -1;
    this.isPartial = false;
    this.blankLines = [];
  }
}

const NO_LINE: Line = { bytes: new Uint8Array(0), from: 0, to: 0 };
