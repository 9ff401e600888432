import { findImports } from "./find_imports.ts";
import type { RepositoryFile } from "./repository.ts";

/** Who may import whom: first folder → first folders. An adapter or service also its own second folder. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  client: ["core"],
  ports: ["core"],
  runtime: ["core", "ports"],
  adapters: ["core", "ports", "runtime"],
  services: ["core", "ports", "runtime"],
  cli: ["core", "client", "ports", "runtime", "adapters", "services", "deno.json"],
  bench: ["core", "client", "ports", "runtime", "adapters", "services", "cli", "tests"],
  deploy: ["core", "runtime", "cli", "deno.json"],
  tests: [
    "core",
    "client",
    "lib",
    "ports",
    "runtime",
    "adapters",
    "services",
    "cli",
    "deploy",
    "deno.json",
  ],
  lib: ["core", "ports", "runtime", "adapters", "services"],
  "mod.ts": ["core", "client", "lib", "ports"],
};

/** Packages, by the folders that may use them; an adapter also its client library. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  core: /^$/,
  client: /^$/,
  ports: /^$/,
  runtime: /^node:|^prom-client(\/|$)|^(yaml|zod)$/,
  adapters: /^node:/,
  "adapters/email": /^nodemailer$/,
  "adapters/elasticsearch": /^@elastic\/elasticsearch$/,
  "adapters/kafka": /^kafkajs$/,
  "adapters/postgres": /^postgres$/,
  "adapters/redis": /^ioredis$/,
  services: /^(@hono\/|zod$|swagger-ui-dist\/)/,
  cli: /^node:(util|url)$|^@stricli\/core$/,
  deploy: /^node:(crypto|path|url|util)$/,
  bench: /./,
  tests: /./,
  lib: /^$/,
  "mod.ts": /^$/,
};

/** Tests may use these and, beside what their folder may, the contract suites. */
const TEST_PACKAGES = /^(node:[a-z/]+|@hono\/hono|fast-check|smtp-server)$/;

/** Imports against the table of folders, one sentence each. */
export function findImportFaults(files: readonly RepositoryFile[]): string[] {
  return modulesOf(files).flatMap(({ path, text }) =>
    findImports(path, text).filter((target) => !mayImport(path, target))
      .map((target) => `${path} imports ${target}, which its folder may not`)
  );
}

/**
 * Folders that import each other in a circle, directly or not. A folder and the one it is in may: they
 * are one part. Tests do not count: they look anywhere.
 */
export function findFolderCycles(files: readonly RepositoryFile[]): string[] {
  const graph = new Map<string, Set<string>>();
  for (const { path, text } of modulesOf(files).filter(({ path }) => !isTest(path))) {
    const from = folderOf(path);
    const targets = graph.get(from) ?? new Set();
    graph.set(from, targets);
    for (const target of findImports(path, text)) {
      const to = folderOf(target);
      if (target.endsWith(".ts") && !isWithin(to, from) && !isWithin(from, to)) targets.add(to);
    }
  }
  return [...graph.keys()].flatMap((start) => {
    const circle = findWay(graph, start, start);
    return circle === null ? [] : [`folders import each other: ${circle.join(" → ")}`];
  });
}

function modulesOf(files: readonly RepositoryFile[]): RepositoryFile[] {
  return files.filter(({ path }) => path.endsWith(".ts"));
}

function mayImport(path: string, target: string): boolean {
  const [from, unit] = path.split("/");
  const isFile = /\.(ts|json)$/.test(target);
  if (!isFile) {
    const allowed = [PACKAGES[from!]!, PACKAGES[`${from}/${unit}`], isTest(path) && TEST_PACKAGES];
    return allowed.some((pattern) => pattern && pattern.test(target));
  }
  const [to, toUnit] = target.split("/");
  if (isTest(path) && (to === "tests" || target === "deno.json" || isTestHelper(target))) {
    return true;
  }
  if (isTest(path) && to === "adapters") return true; // The embedded ones are the fakes of unit tests.
  if (from !== to) return ALLOWED[from!]?.includes(to!) ?? false;
  return !["adapters", "services"].includes(from!) || unit === toUnit;
}

function isTest(path: string): boolean {
  return /_(test|bench)\.ts$/.test(path) || path.startsWith("tests/") || isTestHelper(path);
}

/** Modules that only tests import, beside them. */
function isTestHelper(path: string): boolean {
  return /(^|\/)(testing|test|faulty)(_[a-z_]+)?\.ts$|\/testing\//.test(path);
}

function isWithin(folder: string, parent: string): boolean {
  return `${folder}/`.startsWith(`${parent}/`);
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
}

function findWay(
  graph: ReadonlyMap<string, ReadonlySet<string>>,
  start: string,
  goal: string,
): string[] | null {
  const came = new Map<string, string>();
  const queue = [start];
  for (const folder of queue) {
    for (const next of graph.get(folder) ?? []) {
      if (next === goal) return toWay(came, folder, start).concat(goal);
      if (came.has(next)) continue;
      came.set(next, folder);
      queue.push(next);
    }
  }
  return null;
}

function toWay(came: ReadonlyMap<string, string>, end: string, start: string): string[] {
  const way = [end];
  while (way[0] !== start) way.unshift(came.get(way[0]!)!);
  return way;
}
