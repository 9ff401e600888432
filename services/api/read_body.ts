import { HTTPException } from "@hono/hono/http-exception";
import { UnavailableError } from "../../core/errors.ts";
import { release } from "../../runtime/release.ts";
import { refusal } from "./problem.ts";
import type { ByteBudget } from "./byte_pool.ts";

/** At most this many bytes of a compressed body, as sent. */
export const BODY_COMPRESSED_BYTES_MAX = 16 * 1024 * 1024;

/** At most this many bytes of a body, after decompression. */
export const BODY_BYTES_MAX = 64 * 1024 * 1024;

/** What to read, and how much of it. */
export interface ReadBodyOptions {
  /** Its body has not been read. */
  readonly request: Request;
  /** Shared by all requests; what this one took is given back by its owner. */
  readonly budget: ByteBudget;
  /** Ends the reading; rejects with its reason. */
  readonly signal: AbortSignal;
  /** {@linkcode BODY_COMPRESSED_BYTES_MAX} unless a test wants less. */
  readonly compressedBytesMax?: number;
  /** {@linkcode BODY_BYTES_MAX} unless a test wants less. */
  readonly bytesMax?: number;
}

/**
 * The whole body, gunzipped if so encoded. Refuses with 413 as soon as a limit is passed (a small body that
 * decompresses to a huge one is never held), 415 for another encoding, 400 for broken gzip, and for a body
 * that breaks off because its client went away. The bytes have a buffer of their own, to be given back by
 * `release` once they are used.
 */
export async function readBody(options: ReadBodyOptions): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readWhole(options);
  } catch (error) {
    const isOwn = error instanceof HTTPException || error instanceof UnavailableError;
    if (isOwn || error === options.signal.reason) throw error;
    throw refusal({ status: 400, detail: `Cannot read the body: ${(error as Error).message}` });
  }
}

async function readWhole(options: ReadBodyOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { request, signal } = options;
  const gzipped = isGzipped(request);
  const compressedMax = options.compressedBytesMax ?? BODY_COMPRESSED_BYTES_MAX;
  const max = options.bytesMax ?? BODY_BYTES_MAX;
  const sentMax = gzipped ? compressedMax : max;
  const length = Number(request.headers.get("content-length") ?? 0);
  refuseOver(length, sentMax);
  // Who says how much will come is refused before it is sent; what is only announced takes no room.
  if (!gzipped) options.budget.expect(length);
  if (request.body === null) return new Uint8Array();
  // The pipe cancels the body when the signal fires, also while nothing arrives.
  const body = request.body.pipeThrough(new TransformStream<Chunk, Chunk>(), { signal });
  if (!gzipped) return await collect(body, { ...options, max });
  const pieces = ReadableStream.from(countUpTo(body, sentMax));
  const plain = pieces.pipeThrough(new DecompressionStream("gzip"));
  try {
    return await collect(plain, { ...options, max });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const detail = `Cannot read the body as one gzip member: ${error.message}`;
    throw refusal({ status: 400, detail });
  }
}

function isGzipped(request: Request): boolean {
  const encoding = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  if (encoding === "gzip") return true;
  if (encoding === "identity" || encoding === "") return false;
  throw refusal({
    status: 415,
    detail: `Cannot read a body encoded as ${JSON.stringify(encoding)}: send gzip, or none`,
    headers: { "accept-encoding": "gzip, identity" },
  });
}

/** The bytes in small pieces: one piece of gzip grows at most 1,032 times, and is the most held unseen. */
async function* countUpTo(body: AsyncIterable<Chunk>, max: number): AsyncGenerator<Chunk> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    refuseOver(bytes, max);
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      yield chunk.subarray(at, at + PIECE_BYTES);
    }
  }
}

/** One buffer that grows where it is, so that nothing is held twice; given back at once where reading fails. */
async function collect(
  chunks: AsyncIterable<Chunk>,
  { budget, max }: { readonly budget: ByteBudget; readonly max: number },
): Promise<Chunk> {
  const buffer = new ArrayBuffer(0, { maxByteLength: max });
  try {
    for await (const chunk of chunks) {
      const at = buffer.byteLength;
      refuseOver(at + chunk.length, max);
      budget.reach(at + chunk.length);
      buffer.resize(at + chunk.length);
      new Uint8Array(buffer, at).set(chunk);
      release(chunk);
    }
    return new Uint8Array(buffer, 0, buffer.byteLength);
  } catch (error) {
    release(new Uint8Array(buffer));
    throw error;
  }
}

function refuseOver(bytes: number, max: number): void {
  if (bytes <= max) return;
  const detail = `Cannot read the body: it is over ${max} bytes; send it in several requests`;
  throw refusal({ status: 413, detail });
}

type Chunk = Uint8Array<ArrayBuffer>;

const PIECE_BYTES = 16 * 1024;
