import type { LogEvent } from "../event.ts";
import { fieldNumber, fieldText, parseFieldName } from "../query/field.ts";
import { matches } from "../query/matches.ts";
import type { StatsFunction } from "../query/pipe.ts";
import { hashText } from "../stats/distinct_counter.ts";
import type { Room } from "./room.ts";
import type { Measure } from "./rule.ts";
import type { Tally } from "./tally.ts";

/** How the events of a rule are counted. */
export interface Meter {
  /** Counts what an event says beside that it is there; false = there was no room for it. */
  readonly add: (tally: Tally, event: LogEvent, room: Room) => boolean;
  /** The same for events of which this would be read, each with its number of events; for how many there was no room. */
  readonly count: (tally: Tally, read: readonly number[], room: Room) => number;
  /** The value of a window whose tallies these are; null = it has none. */
  readonly value: (tallies: readonly Tally[]) => number | null;
}

/** How a measure counts. `spike` and `new` count events; what they are compared with is known elsewhere. */
export function toMeter(measure: Measure): Meter {
  switch (measure.kind) {
    case "stats":
      return toFunctionMeter(measure.function);
    case "ratio": {
      const { part, eventsMin } = measure;
      return {
        ...adder({ read: (event) => matches(part, event) ? 1 : NaN, put: increase }),
        value(tallies) {
          const events = sumEvents(tallies);
          return events < Math.max(1, eventsMin) ? null : sumCells(tallies, ONLY) / events;
        },
      };
    }
    default:
      return { add: () => true, count: () => 0, value: sumEvents };
  }
}

function toFunctionMeter(called: StatsFunction): Meter {
  if (called.field === null) return { add: () => true, count: () => 0, value: sumEvents };
  const name = parseFieldName(called.field);
  const readNumber = (event: LogEvent) => fieldNumber(event, name);
  const readText = (event: LogEvent, toValue: (text: string) => number) => {
    const text = fieldText(event, name);
    return text === null ? NaN : toValue(text);
  };
  switch (called.kind) {
    case "count":
      return {
        ...adder({ read: (event) => readText(event, () => 1), put: increase }),
        value: (tallies) => sumCells(tallies, ONLY),
      };
    case "count_distinct":
      return {
        ...adder({ read: (event) => readText(event, hashText), keyOf: same, put: increase }),
        value: (tallies) => merge(tallies).size,
      };
    case "percentile":
      return {
        ...adder({ read: readNumber, keyOf: toClass, put: increase }),
        value: (tallies) => findPercentile(merge(tallies), called.percent),
      };
    case "min":
    case "max":
      return toExtremeMeter(readNumber, Math[called.kind]);
    case "sum":
    case "avg":
      return toSumMeter(readNumber, called.kind);
  }
}

function toExtremeMeter(read: Counting["read"], pick: (a: number, b: number) => number): Meter {
  const put: Counting["put"] = (cells, key, number) =>
    cells.set(key, pick(cells.get(key) ?? number, number));
  return {
    ...adder({ read, put }),
    value(tallies) {
      const numbers = tallies.flatMap(({ cells }) => cells === null ? [] : [cells.get(ONLY)!]);
      return numbers.length === 0 ? null : numbers.reduce((a, b) => pick(a, b));
    },
  };
}

function toSumMeter(read: Counting["read"], kind: "sum" | "avg"): Meter {
  return {
    ...adder({ read, put: addUp }),
    value(tallies) {
      const count = sumCells(tallies, COUNT);
      const total = new Map<number, number>();
      for (const { cells } of tallies) addUp(total, ONLY, cells?.get(ONLY) ?? 0);
      const sum = cellOf(total, ONLY) + cellOf(total, LOST) + sumCells(tallies, LOST);
      if (count === 0 || !Number.isFinite(sum)) return null;
      return kind === "sum" ? sum : sum / count;
    },
  };
}

/** How numbers of events are put into cells. */
interface Counting {
  /** NaN = the event has none. */
  readonly read: (event: LogEvent) => number;
  /** In which cell; all in one unless told. */
  readonly keyOf?: (number: number) => number;
  /** Puts it there. */
  readonly put: (cells: Map<number, number>, key: number, number: number) => void;
}

function adder({ read, keyOf = () => ONLY, put }: Counting): Pick<Meter, "add" | "count"> {
  /** False = there was no room. */
  const take = (tally: Tally, number: number, room: Room) => {
    const key = keyOf(number);
    const cells = tally.cells ?? new Map<number, number>();
    if (!cells.has(key)) {
      if (!room.take()) return false;
      const before = cells.size + 1;
      put(tally.cells = cells, key, number);
      room.use(cells.size - before); // A sum has two more beside it.
    } else put(cells, key, number);
    return true;
  };
  return {
    add(tally, event, room) {
      const number = read(event);
      return Number.isNaN(number) || take(tally, number, room);
    },
    count(tally, read, room) {
      let crowded = 0;
      for (let i = 0; i + 1 < read.length; i += 2) {
        const [number, times] = [read[i]!, read[i + 1]!];
        let left = times;
        while (left > 0 && take(tally, number, room)) left--;
        crowded += left;
      }
      return crowded;
    },
  };
}

function increase(cells: Map<number, number>, key: number): void {
  cells.set(key, cellOf(cells, key) + 1);
}

function same(number: number): number {
  return number;
}

/** With what rounding lost beside it (A. Neumaier, 1974). */
function addUp(cells: Map<number, number>, key: number, number: number): void {
  const sum = cellOf(cells, key);
  const next = sum + number;
  const lost = Math.abs(sum) >= Math.abs(number) ? sum - next + number : number - next + sum;
  cells.set(key, next);
  cells.set(LOST, cellOf(cells, LOST) + lost);
  increase(cells, COUNT);
}

/**
 * Numbers of which the first 9 bits of the mantissa are the same count as one, the nearest to 0: exact for whole
 * numbers up to 1023, else at most 0.2 % nearer to 0. As the store tells percentiles of many numbers.
 */
function toClass(number: number): number {
  FLOAT[0] = number;
  WORDS[HIGH]! &= MANTISSA_KEPT;
  WORDS[1 - HIGH] = 0;
  return FLOAT[0]! + 0;
}

function findPercentile(cells: ReadonlyMap<number, number>, percent: number): number | null {
  const sorted = Float64Array.from(cells.keys()).sort();
  const count = cells.values().reduce((sum, count) => sum + count, 0);
  let left = Math.max(1, Math.ceil(percent * count / 100 - ROUNDING));
  return sorted.find((number) => (left -= cells.get(number)!) <= 0) ?? null;
}

function sumEvents(tallies: readonly Tally[]): number {
  return tallies.reduce((sum, { events }) => sum + events, 0);
}

function sumCells(tallies: readonly Tally[], key: number): number {
  return tallies.reduce((sum, { cells }) => sum + (cells === null ? 0 : cellOf(cells, key)), 0);
}

function cellOf(cells: ReadonlyMap<number, number>, key: number): number {
  return cells.get(key) ?? 0;
}

function merge(tallies: readonly Tally[]): Map<number, number> {
  const merged = new Map<number, number>();
  for (const { cells } of tallies) {
    for (const [key, count] of cells ?? []) merged.set(key, cellOf(merged, key) + count);
  }
  return merged;
}

/** The cell of what has only one. */
const ONLY = 0;
/** Beside a sum. */
const LOST = 1;
const COUNT = 2;

/** `99.9 × 1000 / 100` is a little more than 999. */
const ROUNDING = 1e-9;

const FLOAT = new Float64Array(1);
const WORDS = new Uint32Array(FLOAT.buffer);
/** Which of the two words is the higher: the machine may begin with either. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
/** Sign, exponent and 9 bits. */
const MANTISSA_KEPT = 0xfffff800;
