import { lexPipes } from "./lex_pipes.ts";
import type { StatsFunction } from "./pipe.ts";
import { PipeReader } from "./pipe_reader.ts";
import { readFunction } from "./read_stats.ts";

/** Reads one function as it stands after `| stats`, such as `p95(latency_ms)`. Throws QuerySyntaxError with column and hint. */
export function parseFunction(text: string): StatsFunction {
  const reader = new PipeReader(lexPipes(text.toWellFormed(), 0));
  const { item } = readFunction(reader);
  reader.takeEnd("write one function, and nothing else");
  return item;
}
