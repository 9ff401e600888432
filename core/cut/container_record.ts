import type { Line } from "./line.ts";

/** What a container's runtime wrote about a piece of output. */
export interface ContainerRecord {
  /** 0 = stdout, 1 = stderr. */
  readonly stream: 0 | 1;
  /** The output's line goes on in the stream's next record. */
  readonly isPartial: boolean;
  /** The output's text as it stands in the record, perhaps escaped. */
  readonly text: Line;
  /** Whether `text` holds JSON escapes. */
  readonly isEscaped: boolean;
}

/** Reads the record that the line is; null when it is none. */
export type ReadRecord = (line: Line) => ContainerRecord | null;
