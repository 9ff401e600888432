import assert from "node:assert/strict";
import type { LogEvent } from "../../../core/event.ts";
import type { Query } from "../../../core/query/ast.ts";
import { matches } from "../../../core/query/matches.ts";
import { printQuery } from "../../../core/query/print_query.ts";
import { Block } from "../block.ts";
import { encodeBlock } from "../encode_block.ts";
import { decide, evaluate } from "../evaluate.ts";

/** Whether evaluating gives what `matches` says, and deciding does not deny it. */
export function check(query: Query, block: Block, events: readonly LogEvent[]): void {
  const expected = events.map((event) => matches(query, event));
  const rows = evaluate(query, block);
  const found = events.map((_, row) => typeof rows === "string" ? rows === "all" : rows[row] === 1);
  assert.deepEqual(found, expected, printQuery(query));
  const decision = decide(query, block);
  if (decision !== "some") assert(expected.every((hit) => hit === (decision === "all")));
}

/** The events as a block in memory. */
export function toBlock(events: readonly LogEvent[]): Block {
  const { count, meta, columns } = encodeBlock(events, { toData: (bytes) => bytes.slice() });
  const byIndex = new Map(columns.map(({ index, data }) => [index, data]));
  return new Block(count, meta, (index, decode) => decode(byIndex.get(index)!));
}
