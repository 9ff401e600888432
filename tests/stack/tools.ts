import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

/** What runs a server of Java. */
export interface JavaTool {
  /** Home of a Java that is new enough. */
  readonly java: string;
  /** Folder with `lib/`, as `build_jars.ts` made it. */
  readonly jars: string;
  /** Configuration of log4j. */
  readonly logging: string;
}

/** What this machine has for running the servers as processes; null = it is missing. */
export interface Tools {
  readonly kafka: JavaTool | null;
  readonly elasticsearch: JavaTool | null;
  /** Folder of `initdb` and `postgres`. */
  readonly postgres: string | null;
  /** Path of `redis-server`. */
  readonly redis: string | null;
}

/** The two servers that Maven builds, by the name of their folder in `java/`. */
export type JavaServer = "kafka" | "elasticsearch";

/** Looks for them on this machine. */
export function findTools(): Tools {
  const java = findJava();
  const find = (server: JavaServer): JavaTool | null => {
    const jars = toJarFolder(server);
    const logging = `${JAVA_FOLDER}/log4j2.properties`;
    return java !== null && isThere(`${jars}/lib`) ? { java, jars, logging } : null;
  };
  return {
    kafka: find("kafka"),
    elasticsearch: find("elasticsearch"),
    postgres: findPostgres(),
    redis: findProgram("redis-server"),
  };
}

/** Folder of the poms and Java sources. */
export const JAVA_FOLDER: string = fileURLToPath(new URL("./java", import.meta.url));

/** Home of the first Java of version 21 or newer, which Elasticsearch needs; null = there is none. */
export function findJava(): string | null {
  const onPath = findProgram("java");
  const homes = [
    Deno.env.get("JAVA_HOME"),
    onPath && Deno.realPathSync(onPath).replace(/\/bin\/java$/, ""),
    ...foldersIn("/usr/lib/jvm").sort().reverse(),
    ...foldersIn(`${toPythonFolder()}`).map((name) => `${name}/java-runtime`),
  ];
  return homes.find((home) => home && toJavaVersion(home) >= JAVA_MIN) ?? null;
}

const JAVA_MIN = 21;

/** Where `install_tools.ts` puts a Java that it found in no other way. */
export function toPythonFolder(): string {
  return `${toCacheFolder()}/python`;
}

/** Where the jars of this version of the poms and sources belong. */
export function toJarFolder(server: JavaServer): string {
  const folder = `${JAVA_FOLDER}/${server}`;
  const hash = createHash("sha256");
  for (const { name } of [...Deno.readDirSync(folder)].sort(byName)) {
    hash.update(name).update(Deno.readFileSync(`${folder}/${name}`));
  }
  return `${toCacheFolder()}/${server}-${hash.digest("hex").slice(0, 16)}`;
}

/** Path of a program on `PATH`, or null. */
export function findProgram(name: string): string | null {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return folders.map((folder) => `${folder}/${name}`).find(isThere) ?? null;
}

/** Where downloads are kept between runs. */
export function toCacheFolder(): string {
  const home = Deno.env.get("HOME") ?? "/tmp";
  return `${Deno.env.get("XDG_CACHE_HOME") || `${home}/.cache`}/logflow-tests`;
}

/** 0 = no Java. */
function toJavaVersion(home: string): number {
  try {
    const release = Deno.readTextFileSync(`${home}/release`);
    return isThere(`${home}/bin/java`)
      ? Number(/^JAVA_VERSION="(\d+)/m.exec(release)?.[1] ?? 0)
      : 0;
  } catch {
    return 0;
  }
}

function findPostgres(): string | null {
  const onPath = findProgram("initdb");
  const folders = foldersIn("/usr/lib/postgresql").map((folder) => `${folder}/bin`);
  folders.sort((a, b) => toVersion(b) - toVersion(a));
  if (onPath !== null) folders.unshift(Deno.realPathSync(onPath).replace(/\/initdb$/, ""));
  return folders.find((folder) => isThere(`${folder}/postgres`)) ?? null;
}

function toVersion(path: string): number {
  return Number(/\d+/.exec(path)?.[0] ?? 0);
}

function foldersIn(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)].map(({ name }) => `${path}/${name}`);
  } catch {
    return [];
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
