import type { Row } from "./report.ts";

/** One line of the plot. */
interface Series {
  readonly name: string;
  /** In order of size; both ends of the axes are powers of ten. */
  readonly points: readonly { readonly millions: number; readonly ms: number }[];
}

/**
 * The rows of section `scale` as a picture (SVG): milliseconds of each question against the size of the
 * store, both on logarithmic axes; `figure` is the one of a row that is drawn.
 */
export function plotGrowth(rows: readonly Row[], figure: "first ms" | "warm ms"): string {
  const series = toSeries(rows, figure);
  const sizes = series.flatMap(({ points }) => points.map(({ millions }) => millions));
  const times = series.flatMap(({ points }) => points.map(({ ms }) => ms));
  const x = toAxis(sizes, { from: LEFT, to: LEFT + WIDTH });
  const y = toAxis(times, { from: TOP + HEIGHT, to: TOP });
  const grid = [
    ...x.ticks.map((tick) =>
      `<path class="grid" d="M${x.at(tick)} ${TOP}v${HEIGHT}"/>` +
      text({ x: x.at(tick), y: TOP + HEIGHT + 18, anchor: "middle" }, `${tick} M`)
    ),
    ...y.ticks.map((tick) =>
      `<path class="grid" d="M${LEFT} ${y.at(tick)}h${WIDTH}"/>` +
      text({ x: LEFT - 8, y: y.at(tick) + 4, anchor: "end" }, `${tick} ms`)
    ),
  ];
  const lines = series.map(({ name, points }, i) => {
    const color = COLORS[i % COLORS.length]!;
    const path = points.map(({ millions, ms }) => `${x.at(millions)},${y.at(ms)}`).join(" ");
    const legendY = TOP + 8 + i * 18;
    return `<polyline points="${path}" stroke="${color}"/>` +
      `<path d="M${LEFT + WIDTH + 16} ${legendY - 4}h18" stroke="${color}"/>` +
      text({ x: LEFT + WIDTH + 40, y: legendY, anchor: "start" }, name);
  });
  const [width, height] = [LEFT + WIDTH + LEGEND, TOP + HEIGHT + 32];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>${figure} of each question against events in the store</title>
<style>${STYLE}</style>
<rect width="${width}" height="${height}" fill="#fff"/>
${[...grid, ...lines].join("\n")}
</svg>
`;
}

function toSeries(rows: readonly Row[], figure: string): Series[] {
  const byName = new Map<string, { millions: number; ms: number }[]>();
  for (const { section, name, figures } of rows) {
    const parts = /^(\d+) M: (.*)$/.exec(name);
    const ms = figures[figure];
    if (section !== "scale" || parts === null || typeof ms !== "number") continue;
    const points = byName.get(parts[2]!) ?? [];
    byName.set(parts[2]!, points);
    points.push({ millions: Number(parts[1]), ms });
  }
  return [...byName].map(([name, points]) => ({ name, points }));
}

function toAxis(values: readonly number[], { from, to }: { from: number; to: number }) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  const at = (value: number) =>
    Math.round(10 * (from + (Math.log10(value) - low) / (high - low) * (to - from))) / 10;
  return { ticks, at };
}

function text(
  { x, y, anchor }: { x: number; y: number; anchor: "start" | "middle" | "end" },
  content: string,
): string {
  const safe = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${safe}</text>`;
}

const [LEFT, TOP, WIDTH, HEIGHT, LEGEND] = [70, 16, 420, 300, 290];
const COLORS = [
  ...["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"],
  ...["#000000", "#7f7f7f", "#8c564b", "#9467bd", "#17becf", "#bcbd22"],
];
const STYLE = "text{font:12px sans-serif;fill:#222}.grid{stroke:#ddd}" +
  "path,polyline{fill:none;stroke-width:2}.grid{stroke-width:1}";
