import { fileURLToPath } from "node:url";

/** One binary to make. */
export interface CompileOptions {
  /** What it may do; see `to_binary_flags.ts`. */
  readonly flags: readonly string[];
  /** One of Deno's. */
  readonly target: string;
  /** Path of the file; for Windows it ends with `.exe`. */
  readonly path: string;
}

/** Downloads and checks what is compiled; once for all binaries. Throws Error with what Deno says. */
export async function cacheModules(): Promise<void> {
  await run(["cache", "--quiet", ...MODULES], "get the modules");
}

/**
 * Makes one binary with Deno's runtime, which Deno downloads once (or takes from where `DENORT_BIN` says). Throws
 * Error with what it says.
 */
export async function compileBinary({ flags, target, path }: CompileOptions): Promise<void> {
  const excluded = (await findUnfit()).flatMap((folder) => ["--exclude", folder]);
  const [main, worker] = MODULES;
  const fixed = ["compile", "--quiet", "--no-check", "--no-prompt", "--exclude-unused-npm"];
  await run(
    [
      ...fixed,
      ...["--target", target, "--output", path, "--include", worker!],
      ...[...excluded, ...flags, main!],
    ],
    `compile "${path}"`,
  );
}

/** A thread's module is reached by no import. */
const MODULES: readonly string[] = ["cli/main.ts", "adapters/blocks/query_worker.ts"]
  .map((path) => fileURLToPath(new URL(`../../${path}`, import.meta.url)));

/**
 * Files that come with packages and aren't used, on which `deno compile` 2.9 ends by a stack overflow: tests of
 * bintrees (denoland/deno#36746).
 */
async function findUnfit(): Promise<string[]> {
  const { npmCache } = JSON.parse(await run(["info", "--json"], "find the packages"));
  const packages = foldersIn(npmCache).map((registry) => `${registry}/bintrees`);
  return packages.flatMap(foldersIn).map((version) => `${version}/test`);
}

function foldersIn(folder: string): string[] {
  try {
    const entries = [...Deno.readDirSync(folder)].filter(({ isDirectory }) => isDirectory);
    return entries.map(({ name }) => `${folder}/${name}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function run(args: readonly string[], what: string): Promise<string> {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const { success, code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (success) return decode(stdout);
  const said = decode(stderr).split("\nStack backtrace:", 1)[0];
  throw new Error(`Cannot ${what}: deno ended with ${code}\n${said}`);
}
