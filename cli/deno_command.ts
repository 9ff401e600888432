import { fileURLToPath } from "node:url";
import { type Config, type Texts, toVariables } from "../runtime/config.ts";
import { type PermissionFacts, permissionsFor } from "../runtime/permissions.ts";
import { toFlags } from "../runtime/permission_flags.ts";
import { DENO_VARIABLES } from "../runtime/variables.ts";
import { toBinaryPath } from "./binary.ts";
import { NO_RECEIVERS, type ReceiverGrants } from "./find_receivers.ts";
import { type ConfinedWord, variablesOf } from "../runtime/word_variables.ts";

/** A process of LogFlow: one word, confined to what it needs. */
export interface DenoCommand {
  /** Path of Deno, or of the compiled binary. */
  readonly program: string;
  /** All that follows it. */
  readonly args: readonly string[];
  /** Its whole environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Which word to run, and with what. */
export interface DenoCommandOptions {
  /** Decides what it may touch. */
  readonly word: ConfinedWord;
  /** What follows the word on the command line. */
  readonly args: readonly string[];
  /** Handed on by variables. */
  readonly config: Config;
  /** This process's own variables, of which Deno needs some. */
  readonly variables: Texts;
  /** Files that `args` name. */
  readonly named?: readonly string[];
  /** What the file of receivers says. */
  readonly receivers?: ReceiverGrants;
  /** Where `status` asks. */
  readonly asked?: readonly string[];
}

/** The program that runs now. */
export interface OwnProgram {
  /** Its path. */
  readonly path: string;
  /** Made by `deno compile`: it is LogFlow itself, not Deno. */
  readonly isCompiled: boolean;
}

/**
 * How to run a word in a process of its own: by Deno, told what it may touch, or by the compiled binary that has this
 * in it. All packages are cached by now: it needs no network for them.
 */
export function toDenoCommand(
  options: DenoCommandOptions,
  own: OwnProgram = { path: Deno.execPath(), isCompiled: Deno.build.standalone },
): DenoCommand {
  return own.isCompiled ? toBinaryCommand(options, own.path) : toRunCommand(options);
}

/** Of all programs it finds those beside it alone. */
function toBinaryCommand(
  { word, args, config, variables }: DenoCommandOptions,
  own: string,
): DenoCommand {
  const program = toBinaryPath(word, own);
  const folder = program.replace(/[/\\][^/\\]*$/, "");
  return {
    program,
    args: [...toWords(word), ...args],
    variables: { ...toChildVariables(word, config, variables), PATH: folder },
  };
}

function toRunCommand(options: DenoCommandOptions): DenoCommand {
  const { word, config, args, asked } = options;
  const known = toFacts(options.named ?? [], options.receivers);
  const facts = asked === undefined ? known : { ...known, asked };
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  const fixed = ["run", "--quiet", "--no-prompt", "--cached-only", ...toHeapFlags(word)];
  const flags = toFlags(permissionsFor(word, config, facts));
  return {
    program: facts.deno,
    args: [...fixed, ...flags, main, ...toWords(word), ...args],
    variables: toChildVariables(word, config, options.variables),
  };
}

/** As on the command line: `store-check` is `store check`; what a flag adds to `check` is among what follows. */
export function toWords(word: ConfinedWord): string[] {
  return word === "check-connect" ? ["check"] : word.split("-");
}

/** What {@linkcode permissionsFor} has to know beside the configuration. */
export function toFacts(
  named: readonly string[],
  receivers: ReceiverGrants = NO_RECEIVERS,
): PermissionFacts {
  const isLocal = import.meta.url.startsWith("file:");
  const modules = isLocal
    ? MODULE_FOLDERS.map((folder) => fileURLToPath(new URL(`../${folder}`, import.meta.url)))
    : [];
  return { isFolder, deno: Deno.execPath(), named, modules, receivers };
}

/**
 * V8 plans its heaps by the machine's memory and lets garbage lie until then; told of less, it collects
 * earlier, for about the same time. A process that reaches the bound dies: what runs for long is made to
 * need less than half of it, whatever comes; what a person asks for once may take what it needs.
 */
export function toHeapFlags(word: ConfinedWord): string[] {
  const heap = HEAPS[word];
  if (heap === undefined) return [];
  const young = heap.young === undefined ? "" : `,--max-semi-space-size=${heap.young}`;
  return [`--v8-flags=--max-heap-size=${heap.all}${young}`];
}

/** Bounds of a heap in MiB; what is new in it may take three times `young`. */
interface Heap {
  readonly all: number;
  readonly young?: number;
}

/**
 * `api` has three heaps, one for each of its threads. With more room for what is new `process` copies less of what
 * soon is garbage: a tenth less time, for 45 MiB.
 */
const HEAPS: Readonly<Partial<Record<ConfinedWord, Heap>>> = {
  generate: { all: 384 },
  ship: { all: 384 },
  process: { all: 384, young: 32 },
  api: { all: 128, young: 2 },
  alert: { all: 384 },
  keep: { all: 128 },
};

/**
 * The C library of Linux keeps what is freed, in a heap for each thread: with two for all threads together it
 * keeps less. (That it gives large pieces back at once would save 20 MiB more, and make what is read for the
 * first time take half as long again.)
 */
const ALLOCATOR: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: "2" };

/** What the threads of a reader load, see `adapters/blocks/query_worker.ts`; of ports they have only types. */
const MODULE_FOLDERS = ["adapters/blocks", "core", "runtime"];

function toChildVariables(
  word: ConfinedWord,
  config: Config,
  variables: Texts,
): Record<string, string> {
  const own: Texts = { ...variables, ...toVariables(config), LOGFLOW_SUPERVISED: "1" };
  const names = [...variablesOf(word), ...DENO_VARIABLES];
  const given = names.flatMap((name) => own[name] ? [[name, own[name]] as const] : []);
  return {
    ...Object.fromEntries(given),
    ...toTelemetryVariables(word, variables),
    ...(word === "api" ? ALLOCATOR : {}),
  };
}

/**
 * Of services alone, each under its own name: Deno itself sends, and asks for no permission. The pipeline only hands
 * them on: it has nothing to tell, and Deno may keep a process that sends from ending.
 */
function toTelemetryVariables(word: ConfinedWord, variables: Texts): Record<string, string> {
  const { OTEL_DENO, [HANDED_ON]: handedOn, ...rest } = variables;
  const isOn = OTEL_DENO || handedOn;
  if (!isOn || !TOLD.includes(word)) return {};
  const given = Object.entries(rest).flatMap(([name, value]) =>
    name.startsWith("OTEL_") && value ? [[name, value] as const] : []
  );
  if (word === "pipeline") return { ...Object.fromEntries(given), [HANDED_ON]: isOn };
  const name = `${rest["OTEL_SERVICE_NAME"] || "logflow"}-${word}`;
  return { ...Object.fromEntries(given), OTEL_DENO: isOn, OTEL_SERVICE_NAME: name };
}

/** In place of `OTEL_DENO`, which turns it on for the process that has it. */
export const HANDED_ON = "OTEL_DENO_SERVICES";

const TOLD: readonly ConfinedWord[] = ["pipeline", "ship", "process", "api", "alert"];

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false; // Missing or unreadable: `check` tells.
  }
}
