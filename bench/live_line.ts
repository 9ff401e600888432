import { toTextTime } from "./append_lines.ts";
import { createCorpusLines } from "./corpus_line.ts";

/** Lines of corpus A with the present time; the same ones come again. */
export function createLiveLine(): (i: number, timeMs: number) => string {
  const { next } = createCorpusLines("A", 99);
  const timeLength = toTextTime(0).length;
  const rests = Array.from({ length: LIVE_LINES }, () => next().slice(timeLength));
  let second = NaN;
  let time = "";
  return (i, timeMs) => {
    if (Math.floor(timeMs / 1000) !== second) time = toTextTime(timeMs);
    second = Math.floor(timeMs / 1000);
    return time + rests[i % LIVE_LINES]!;
  };
}

/** Different lines that arrive, over and over. */
const LIVE_LINES = 100_000;
