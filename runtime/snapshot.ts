import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { ConflictError } from "../core/errors.ts";
import type { StateDocument, StateStore, StateValue } from "../ports/state_store.ts";
import { listAll } from "./list_all.ts";
import {
  readSnapshot,
  SNAPSHOT_BYTES_MAX,
  type SnapshotHead,
  type SnapshotRead,
  toSnapshotHead,
} from "./read_snapshot.ts";
import { removeAll } from "./remove_all.ts";

/**
 * Keeps one value in the state store, which may be larger than a document: compressed, in parts of a name of their
 * own, and a head that says which parts belong together. Whoever reads has all of one value, whenever writing ends.
 */
export class Snapshot {
  readonly #state: StateStore;
  readonly #prefix: string;
  readonly #random: (bytes: number) => Uint8Array;
  /** Of the head; null = there is none. */
  #revision: number | null = null;
  /** Name of a head that was to be written, and may have been. */
  #unsure: string | null = null;
  /** The parts that are there; null = not known, as others may have written some. */
  #parts: readonly Part[] | null = null;

  /** In documents whose keys begin with the prefix. */
  constructor(state: StateStore, prefix: string, random: (bytes: number) => Uint8Array) {
    this.#state = state;
    this.#prefix = prefix;
    this.#random = random;
  }

  /** What was kept last, by anybody. What is written next takes its place. */
  async read(): Promise<SnapshotRead> {
    const { revision, ...read } = await readSnapshot(this.#state, this.#prefix);
    this.#revision = revision;
    return read;
  }

  /**
   * Rejects with ConflictError where somebody else wrote since this one read or wrote, with RangeError where the value
   * is too large to be read again. Leaves no parts but its own, whoever wrote them and failed.
   */
  async write(value: StateValue): Promise<void> {
    const parts = pack(value);
    if (this.#unsure !== null) await this.#settle(this.#unsure);
    // Whoever wrote these read the head before, and is refused once there is a new one.
    const old = this.#parts ?? await this.#listParts();
    this.#parts = null;
    const name = this.#random(8).toHex();
    const written: Part[] = [];
    for (const [i, part] of parts.entries()) {
      const key = `${this.#prefix}part/${name}/${i}`;
      written.push({ key, revision: await this.#state.write(key, part, null) });
    }
    const head: SnapshotHead = { name, parts: parts.length };
    this.#unsure = name;
    try {
      this.#revision = await this.#state.write(`${this.#prefix}head`, head, this.#revision);
    } catch (error) {
      if (error instanceof ConflictError) await removeAll(this.#state, written);
      throw error;
    }
    this.#unsure = null;
    if (await removeAll(this.#state, old)) this.#parts = written;
  }

  /** Whether a head was written to which no answer came. */
  async #settle(name: string): Promise<void> {
    const document = await this.#state.read(`${this.#prefix}head`);
    if (document !== null && toSnapshotHead(document.value)?.name === name) {
      this.#revision = document.revision;
    }
    this.#unsure = null;
  }

  /** Without what is in them. */
  async #listParts(): Promise<Part[]> {
    const parts = listAll(this.#state, { prefix: `${this.#prefix}part/`, page: PARTS_HELD_MAX });
    return await Array.fromAsync(parts, ({ key, revision }) => ({ key, revision }));
  }
}

type Part = Pick<StateDocument, "key" | "revision">;

function pack(value: StateValue): string[] {
  const json = JSON.stringify(value);
  const bytes = Buffer.byteLength(json);
  if (bytes > SNAPSHOT_BYTES_MAX) {
    throw new RangeError(
      `Cannot keep a value of ${bytes} bytes: at most ${SNAPSHOT_BYTES_MAX} fit`,
    );
  }
  const text = gzipSync(json, { level: 1 }).toString("base64");
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += PART_LENGTH) {
    parts.push(text.slice(at, at + PART_LENGTH));
  }
  return parts;
}

/** A document has at most 1 MiB. */
const PART_LENGTH = 900_000;

/** Parts are large. */
const PARTS_HELD_MAX = 16;
