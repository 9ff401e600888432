import type { LogEvent } from "../../core/event.ts";
import type { Context, ContextRequest } from "../../ports/log_store.ts";
import type { Block } from "./block.ts";
import type { BlockFile, BlockInfo } from "./block_file.ts";
import { FirstFew } from "./first_few.ts";
import type { Snapshot } from "./mirror.ts";
import { toOwnEvent } from "./own_event.ts";
import { Pace } from "../../runtime/pace.ts";
import { filterRows } from "./rows.ts";
import { toGroups } from "./summary.ts";
import { hashWord } from "./word_set.ts";
import { textLength } from "./text_length.ts";

/** An event among its neighbours; only blocks that can hold one are read. Null = no store yet. */
export async function findContext(
  snapshot: Snapshot | null,
  request: ContextRequest,
): Promise<Context> {
  checkCount(request.before);
  checkCount(request.after);
  const pace = new Pace(request.signal);
  const neighbours = new Neighbours(request);
  if (snapshot === null) return neighbours.result();
  const { file } = snapshot;
  const candidates: Candidate[] = [];
  for (const group of toGroups(snapshot.blocks)) {
    candidates.push(...findInGroup(file, group, request.origin));
    if (pace.isDue) await pace.rest();
  }
  for (const { blocks, range } of byDistance(candidates, request.position)) {
    if (pace.isDue) await pace.rest();
    if (!neighbours.mayTake(range)) continue;
    const near = byDistance(findInBlocks(file, blocks, request.origin), request.position);
    for (const { blocks: [info], range } of near) {
      if (!neighbours.mayTake(range)) continue;
      const events = file.read(info!, (block) => neighbours.select(block));
      events?.forEach((event) => neighbours.offer(event));
      neighbours.shorten();
      if (pace.isDue) await pace.rest();
    }
  }
  return neighbours.result();
}

/** Positions of an origin in a block, both ends included. */
interface Range {
  readonly min: number;
  readonly max: number;
}

/** Blocks that may have events of the origin. */
interface Candidate {
  /** One, or those of a group. */
  readonly blocks: readonly BlockInfo[];
  readonly range: Range;
}

/** All blocks of a group as one candidate, where its summary tells; else those of them that are some. */
function findInGroup(file: BlockFile, blocks: readonly BlockInfo[], origin: string): Candidate[] {
  const sum = blocks.length === 1 ? null : file.sum(blocks);
  if (sum === null) return findInBlocks(file, blocks, origin);
  const range = toRange(sum.block, origin);
  return range === null ? [] : [{ blocks, range }];
}

function findInBlocks(file: BlockFile, blocks: readonly BlockInfo[], origin: string): Candidate[] {
  const hash = hashWord(origin);
  return blocks.flatMap((info) => {
    if (info.block === undefined && !file.filters.mayHave(info.id, hash)) return [];
    const range = file.read(info, (block) => toRange(block, origin));
    return range === null ? [] : [{ blocks: [info], range }];
  });
}

class Neighbours {
  readonly #request: ContextRequest;
  readonly #before: FirstFew<LogEvent>;
  readonly #after: FirstFew<LogEvent>;
  #event: LogEvent | null = null;

  constructor(request: ContextRequest) {
    this.#request = request;
    this.#before = new FirstFew(request.before, (a, b) => b.position - a.position);
    this.#after = new FirstFew(request.after, (a, b) => a.position - b.position);
  }

  offer(event: LogEvent): void {
    if (event.origin !== this.#request.origin) return;
    if (event.position < this.#request.position) this.#before.offer(event);
    else if (event.position > this.#request.position) this.#after.offer(event);
    else this.#event = event;
  }

  /** Forgets the farthest, on the side that has more, until the others are short enough to be held. */
  shorten(): void {
    const sides = [this.#before, this.#after] as const;
    const all = sides.flatMap((side) => side.sorted());
    let length = all.reduce((sum, event) => sum + textLength(event), 0);
    while (length > LENGTH_MAX) {
      const [before, after] = sides;
      length -= textLength((before.size > after.size ? before : after).dropLast());
    }
  }

  /** Whether such positions can be nearer than what was found. */
  mayTake({ min, max }: Range): boolean {
    const { low, high } = this.#bounds();
    return max >= low && min <= high;
  }

  /** The events of a block that are near enough. */
  select(block: Block): LogEvent[] {
    const origin = block.fixed("origin");
    const { positions } = block.places();
    const { low, high } = this.#bounds();
    const rows = filterRows(
      block.count,
      (row) =>
        positions[row]! >= low && positions[row]! <= high &&
        origin.cell(row) === this.#request.origin,
    );
    if (rows === "none") return [];
    const all = Array.from({ length: block.count }, (_, row) => row);
    const near = rows === "all" ? all : all.filter((row) => rows[row] === 1);
    return block.events(near).map(toOwnEvent);
  }

  result(): Context {
    if (this.#event === null) return { before: [], event: null, after: [] };
    return {
      before: this.#before.sorted().reverse(),
      event: this.#event,
      after: this.#after.sorted(),
    };
  }

  /** Everything that can still matter lies between. */
  #bounds(): { low: number; high: number } {
    const { position, before, after } = this.#request;
    const low = this.#before.last?.position ?? (before === 0 ? position : 0);
    const high = this.#after.last?.position ?? (after === 0 ? position : Infinity);
    return { low, high };
  }
}

/** Where the origin may be in a block; null = nowhere. */
function toRange({ meta: { origins } }: Block, origin: string): Range | null {
  if (origins === null) return { min: 0, max: Infinity };
  const found = origins.find(([own]) => own === origin);
  return found === undefined ? null : { min: found[1], max: found[2] };
}

/** Those that are around the position first, then the nearest. */
function byDistance(candidates: readonly Candidate[], position: number): Candidate[] {
  const distance = ({ range: { min, max } }: Candidate) => Math.max(min - position, position - max);
  return candidates.toSorted((a, b) => distance(a) - distance(b));
}

function checkCount(count: number): void {
  if (Number.isInteger(count) && count >= 0 && count <= NEIGHBOURS_MAX) return;
  throw new RangeError(`Cannot show ${count} neighbours: 0 … ${NEIGHBOURS_MAX} are possible`);
}

const NEIGHBOURS_MAX = 10_000;

/** Neighbours have at most so many characters together. */
const LENGTH_MAX = 1024 * 1024;
