import assert from "node:assert/strict";
import { plotGrowth } from "./plot_growth.ts";

const rows = [[1, 2], [10, 4], [100, 50]].flatMap(([millions, ms]) => [
  { section: "scale", name: `${millions} M: rare <word>`, figures: { "warm ms": ms! } },
  { section: "scale", name: `${millions} M: store`, figures: { MiB: 7 } },
]);

Deno.test("plotGrowth draws a line for each question, on logarithmic axes", () => {
  const svg = plotGrowth(rows, "warm ms");
  const [, points] = /<polyline points="([^"]*)"/.exec(svg)!;
  const places = points!.split(" ").map((point) => point.split(",").map(Number));
  assert.deepEqual(places.map(([x]) => x), [70, 280, 490]);
  const [first, second, third] = places.map(([, y]) => y!);
  assert(first! > second! && second! > third!);
  assert.equal(svg.match(/<polyline/g)!.length, 1);
  assert.match(svg, /rare &lt;word>/);
  for (const tick of ["1 M", "100 M", "1 ms", "100 ms"]) assert.match(svg, new RegExp(`>${tick}<`));
});
