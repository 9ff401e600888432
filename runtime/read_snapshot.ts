import type { StateStore, StateValue } from "../ports/state_store.ts";

/** What was found. */
export interface SnapshotRead {
  /** Null = nothing. */
  readonly value: StateValue;
  /** There is something that cannot be read. */
  readonly isDamaged: boolean;
}

/** Which parts belong together. */
export type SnapshotHead = { readonly name: string; readonly parts: number };

/** What was kept, and where. */
export interface PlacedSnapshot extends SnapshotRead {
  /** Of the head; null = there is none. */
  readonly revision: number | null;
}

/** Reads what `Snapshot` kept last under the prefix: all of one value, whoever writes meanwhile. */
export async function readSnapshot(state: StateStore, prefix: string): Promise<PlacedSnapshot> {
  for (;;) {
    const document = await state.read(`${prefix}head`);
    const revision = document?.revision ?? null;
    if (document === null) return { value: null, isDamaged: false, revision };
    const head = toSnapshotHead(document.value);
    const parts = head && await readParts(state, prefix, head);
    if (parts !== null) return { ...await unpack(parts), revision };
    const now = await state.read(`${prefix}head`);
    if (now?.revision === revision) return { value: null, isDamaged: true, revision };
  }
}

/** Null = another version, or somebody else, wrote it. */
export function toSnapshotHead(value: StateValue): SnapshotHead | null {
  const { name, parts } = (value ?? {}) as Partial<SnapshotHead>;
  return typeof name === "string" && Number.isSafeInteger(parts) ? { name, parts: parts! } : null;
}

/** Of the value as JSON. */
export const SNAPSHOT_BYTES_MAX: number = 256 * 1024 * 1024;

async function readParts(
  state: StateStore,
  prefix: string,
  { name, parts }: SnapshotHead,
): Promise<string[] | null> {
  const found: string[] = [];
  for (let i = 0; i < parts; i++) {
    const part = await state.read(`${prefix}part/${name}/${i}`);
    if (typeof part?.value !== "string") return null;
    found.push(part.value);
  }
  return found;
}

async function unpack(parts: readonly string[]): Promise<SnapshotRead> {
  try {
    const bytes = Uint8Array.fromBase64(parts.join(""));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return { value: JSON.parse(await readText(plain)), isDamaged: false };
  } catch {
    return { value: null, isDamaged: true };
  }
}

async function readText(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > SNAPSHOT_BYTES_MAX) throw new RangeError("It is larger than what is ever kept");
    pieces.push(decoder.decode(chunk, { stream: true }));
  }
  return pieces.join("") + decoder.decode();
}
