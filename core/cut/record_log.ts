import type { Cut } from "./cut_options.ts";
import { EventTable } from "./event_table.ts";
import { NEWLINE } from "./line.ts";

/** Which raw lines belong to which event, where the lines of events may stand between one another. */
export class RecordLog {
  /** Of each raw line: where its text begins and ends, its event (-1 = dropped), the event's next line. */
  readonly #lineStarts: number[] = [];
  readonly #lineEnds: number[] = [];
  readonly #lineEvents: number[] = [];
  readonly #lineNexts: number[] = [];
  /** Of each event: its first and last raw line, how many they are (0 = it became another's), its part. */
  readonly #firstLines: number[] = [];
  readonly #lastLines: number[] = [];
  readonly #lineCounts: number[] = [];
  readonly #parts: number[] = [];

  /** Events so far, in the order of their first lines, those that joined another included. */
  get eventCount(): number {
    return this.#firstLines.length;
  }

  /** Raw lines so far. */
  get lineCount(): number {
    return this.#lineStarts.length;
  }

  /** Adds the raw line [start, end), of no event yet; gives its number. */
  addLine(start: number, end: number): number {
    this.#lineStarts.push(start);
    this.#lineEnds.push(end);
    this.#lineEvents.push(-1);
    this.#lineNexts.push(-1);
    return this.#lineStarts.length - 1;
  }

  /** Begins an event with the line, which must be newer than every event; gives its number. */
  beginEvent(line: number, part = 0): number {
    this.#firstLines.push(line);
    this.#lastLines.push(line);
    this.#lineCounts.push(1);
    this.#parts.push(part);
    return this.#lineEvents[line] = this.#firstLines.length - 1;
  }

  /** Appends the line to the event. */
  joinLine(event: number, line: number): void {
    this.#lineNexts[this.#lastLines[event]!] = line;
    this.#lastLines[event] = line;
    this.#lineCounts[event]!++;
    this.#lineEvents[line] = event;
  }

  /** Makes the only line of `from` the last one of `event`. */
  mergeEvent(event: number, from: number): void {
    this.#lineCounts[from] = 0;
    this.joinLine(event, this.#firstLines[from]!);
  }

  /** Where the event's first line begins. */
  startOf(event: number): number {
    return this.#lineStarts[this.#firstLines[event]!]!;
  }

  /** The first `count` events as a cut up to `consumed`. */
  finish(
    bytes: Uint8Array<ArrayBuffer>,
    count: number,
    { consumed, part }: Pick<Cut, "consumed" | "part">,
  ): Cut {
    const table = new EventTable(count);
    const rest = { blank: this.#countDropped(consumed), consumed, part };
    for (let i = 0; i < count; i++) {
      if (this.#lineCounts[i] === 0) continue;
      if (!this.#standsTogether(i)) return this.#gather(bytes, count, rest);
      table.add(this.startOf(i), this.#endOf(i), this.#parts[i]!);
    }
    return table.finish({ bytes, ...rest });
  }

  /** Copies the events' texts into one array, a newline after each. */
  #gather(
    bytes: Uint8Array<ArrayBuffer>,
    count: number,
    rest: Pick<Cut, "blank" | "consumed" | "part">,
  ): Cut {
    const table = new EventTable(count);
    const text = new Uint8Array(bytes.length + count);
    let length = 0;
    const copy = (start: number, end: number) => {
      text.set(bytes.subarray(start, end), length);
      length += end - start;
      text[length++] = NEWLINE;
    };
    for (let i = 0; i < count; i++) {
      if (this.#lineCounts[i] === 0) continue;
      const start = length;
      if (this.#standsTogether(i)) {
        copy(this.startOf(i), this.#endOf(i));
      } else {
        for (const line of this.#linesOf(i)) {
          copy(this.#lineStarts[line]!, this.#lineEnds[line]!);
        }
      }
      table.add(start, length - 1, this.#parts[i]!);
      table.moveLast(this.startOf(i));
    }
    return table.finish({ bytes: text.subarray(0, length), ...rest });
  }

  *#linesOf(event: number): Iterable<number> {
    for (let line = this.#firstLines[event]!; line >= 0; line = this.#lineNexts[line]!) yield line;
  }

  #endOf(event: number): number {
    return this.#lineEnds[this.#lastLines[event]!]!;
  }

  #standsTogether(event: number): boolean {
    return this.#lastLines[event]! - this.#firstLines[event]! + 1 === this.#lineCounts[event];
  }

  #countDropped(before: number): number {
    let dropped = 0;
    for (let line = 0; line < this.lineCount && this.#lineStarts[line]! < before; line++) {
      if (this.#lineEvents[line] === -1) dropped++;
    }
    return dropped;
  }
}
