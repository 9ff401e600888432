import type { z } from "zod";
import { toReason } from "../reason.ts";
import { tellUnknownKey } from "../tell_unknown_key.ts";
import { isUsablePath } from "./receiver_values.ts";

/** What is asked of a file of receivers, and told of it. */
export interface SectionTools {
  /** The text of a file that the section names. Throws. */
  readonly readFile: (path: string) => string;
  /** Where names of files that are not absolute begin: with a slash at the end, or empty. */
  readonly folder: string;
  /** Tells what is wrong with what stands at these keys, a sentence that begins with its verb. */
  readonly tell: (keys: readonly PropertyKey[], sentence: string) => void;
}

/** A part of a file of receivers: a receiver, or the heartbeat. */
export class Section {
  /** Whether nothing was told of it. */
  isSound = true;
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #at: readonly PropertyKey[];
  readonly #tools: SectionTools;

  /** `value` is what stands at the keys `at`. */
  constructor(
    value: Readonly<Record<string, unknown>>,
    at: readonly PropertyKey[],
    tools: SectionTools,
  ) {
    this.#value = value;
    this.#at = at;
    this.#tools = tools;
  }

  /** What it means; null where something is wrong with it, all of which is told. */
  read<S extends z.ZodObject>(schema: S): z.output<S> | null {
    const read = schema.safeParse(this.#value);
    const known = Object.keys(schema.shape);
    for (const issue of read.error?.issues ?? []) {
      if (issue.code !== "unrecognized_keys") this.tell(issue.path, issue.message);
      else for (const key of issue.keys) this.tell([key], tellUnknownKey(key, known));
    }
    return read.success ? read.data : null;
  }

  /** The text at `key`, or that of the file at `<key>_file`, without white space around it; null where there is neither. */
  secret(key: string): string | null {
    const fileKey = `${key}_file`;
    const { [key]: inline, [fileKey]: file } = this.#value;
    if (inline !== undefined && file !== undefined) {
      this.tell([fileKey], `is given beside "${key}"; give one of them`);
      return null;
    }
    if (file === undefined) return typeof inline === "string" ? inline : null;
    const text = this.#readFile(fileKey)?.trim() ?? null;
    if (text !== "") return text;
    this.tell([fileKey], "names an empty file");
    return null;
  }

  /** The certificates of the file at `ca_file`; null where there is none. */
  ca(): string | null {
    const text = this.#value["ca_file"] === undefined ? null : this.#readFile("ca_file");
    if (text !== null && !text.includes("-----BEGIN CERTIFICATE-----")) {
      this.tell(["ca_file"], "names a file without a certificate in PEM");
    }
    return text;
  }

  /** Whether something stands at `key`. */
  has(key: string): boolean {
    return this.#value[key] !== undefined;
  }

  /** Paths of all files that it names. */
  files(): string[] {
    return Object.keys(this.#value).filter((key) => key.endsWith("_file"))
      .flatMap((key) => this.#pathAt(key) ?? []);
  }

  /** Tells what is wrong with what stands at these keys of it. */
  tell(keys: readonly PropertyKey[], sentence: string): void {
    this.isSound = false;
    this.#tools.tell([...this.#at, ...keys], sentence);
  }

  #readFile(key: string): string | null {
    const path = this.#pathAt(key);
    if (path === null) return null;
    try {
      return this.#tools.readFile(path);
    } catch (error) {
      this.tell([key], `names "${path}", which cannot be read: ${toReason(error)}`);
      return null;
    }
  }

  #pathAt(key: string): string | null {
    const file = this.#value[key];
    if (typeof file !== "string" || !isUsablePath(file)) return null;
    return file.startsWith("/") ? file : `${this.#tools.folder}${file}`;
  }
}
