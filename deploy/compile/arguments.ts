import { parseArgs } from "node:util";

/** What to compile, and where to. */
export interface CompileArguments {
  /** File of variables (as `.env`) that the binaries are made for; null = the default configuration. */
  readonly envFile: string | null;
  /** Names of machines as `deno compile` has them. */
  readonly targets: readonly string[];
  /** Folder that gets a folder for each target. */
  readonly output: string;
}

/** The machines that Deno compiles for. */
export const TARGETS: readonly string[] = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

/** Reads the command line. Throws RangeError with what is wrong and how it is to be used. */
export function parseArguments(args: readonly string[]): CompileArguments {
  const { "env-file": envFile, target: targets = TARGETS, output = "dist" } = parse(args);
  const unknown = targets.find((target) => !TARGETS.includes(target));
  if (unknown === undefined) return { envFile: envFile ?? null, targets, output };
  throw new RangeError(`Cannot compile for "${unknown}": the targets are ${TARGETS.join(", ")}`);
}

function parse(args: readonly string[]) {
  try {
    const options = {
      "env-file": { type: "string" },
      target: { type: "string", multiple: true },
      output: { type: "string" },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new RangeError(
      `Cannot compile: ${
        (error as Error).message.split(". ", 1)[0]
      }; there are --env-file FILE, --target TARGET ` +
        "(several times) and --output FOLDER",
    );
  }
}
