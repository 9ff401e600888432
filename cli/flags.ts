import { type VariableName, VARIABLES } from "../runtime/variables.ts";

/** A flag that sets a variable: only text here, read with all other settings, so that every fault is told at once. */
export function setting(name: VariableName, placeholder: string) {
  const brief = VARIABLES[name].help;
  return { kind: "parsed", parse: String, optional: true, brief, placeholder } as const;
}

/** `--data-dir` */
export const dataDir = setting("LOGFLOW_DATA_DIR", "folder");

/** `--log-file`, any number of them. */
export const logFile = { ...setting("LOG_FILES", "path"), variadic: true } as const;

/** `--format` */
export const format = setting("LOG_FORMAT", "name");

/** `--time-zone` */
export const timeZone = setting("LOGFLOW_TIME_ZONE", "name");

/** `--api-host` */
export const apiHost = setting("API_HOST", "address");

/** `--api-port` */
export const apiPort = setting("API_PORT", "port");

/** Values of the flags above; what is not given is not there. */
export interface Settings {
  /** Value of `--data-dir`. */
  readonly dataDir?: string;
  /** Values of `--log-file`. */
  readonly logFile?: readonly string[];
  /** Value of `--format`. */
  readonly format?: string;
  /** Value of `--time-zone`. */
  readonly timeZone?: string;
  /** Value of `--api-host`. */
  readonly apiHost?: string;
  /** Value of `--api-port`. */
  readonly apiPort?: string;
}

/** The same of words that may ask an API. */
export interface AskingSettings extends Settings {
  /** Value of `--api`. */
  readonly api?: string;
  /** Whether there is `--insecure`. */
  readonly insecure?: boolean;
}

/** Values of the flags of a word that has only `--data-dir`. */
export type DataFlags = Pick<Settings, "dataDir">;

/** Values of {@linkcode placeFlags}. */
export type PlaceFlags = Pick<AskingSettings, "dataDir" | "api" | "insecure">;

/** An optional flag of text that only one word has. */
export function textFlag(brief: string, placeholder: string) {
  return { kind: "parsed", parse: parseGiven, optional: true, brief, placeholder } as const;
}

function parseGiven(text: string): string {
  if (text !== "") return text;
  throw new RangeError("it has no value; give one, or leave the flag out");
}

/** Which numbers a flag takes. */
export interface NumberRange {
  /** Inclusive. */
  readonly min: number;
  /** Inclusive. */
  readonly max: number;
  /** Also 1.5; whole numbers only where it is missing. */
  readonly fractions?: boolean;
}

/** An optional flag of a number. */
export function numberFlag(brief: string, { min, max, fractions = false }: NumberRange) {
  const parse = (text: string) => {
    const number = text.trim() === "" ? NaN : Number(text);
    if (number >= min && number <= max && (fractions || Number.isInteger(number))) return number;
    throw new RangeError(`give a ${fractions ? "" : "whole "}number from ${min} to ${max}`);
  };
  return { kind: "parsed", parse, optional: true, brief, placeholder: "number" } as const;
}

/** An optional flag without a value. */
export function yesFlag(brief: string) {
  return { kind: "boolean", optional: true, withNegated: false, brief } as const;
}

/** `--api` */
export const api = setting("LOGFLOW_API_URL", "url");

/** `--insecure` */
export const insecure = yesFlag("Send LOGFLOW_API_KEY also by plain HTTP to another machine");

/** `--data-dir`, `--api`, `--insecure` */
export const placeFlags = { dataDir, api, insecure } as const;

/** Log files without the flag: a shell expands `--log-file *.log` to one with and many without it. */
export const morePaths = {
  kind: "array",
  parameter: { brief: "More log files", parse: String, placeholder: "path" },
} as const;

/** The words of a query; they are joined by spaces. */
export const queryWords = {
  kind: "array",
  parameter: {
    brief: "What to find, in quotes, e.g. 'level:ERROR \"timed out\"'; all when missing",
    parse: String,
    placeholder: "query",
  },
} as const;

/** Reads one of some words. */
export function oneOf<const W extends string>(allowed: readonly W[]): (text: string) => W {
  return (text) => {
    const found = allowed.find((word) => word === text);
    if (found !== undefined) return found;
    throw new RangeError(`give one of ${allowed.join(", ")}`);
  };
}
