import type { Context } from "@hono/hono";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { digestOf } from "../../runtime/digest.ts";
import { boundAnswers } from "./bound_answers.ts";
import { createBytePool } from "./byte_pool.ts";
import type { DocsAsset, DocsAssets } from "./docs_assets.ts";
import { isKnown } from "./resources/etag.ts";
import type { Bytes } from "./stream.ts";

/** Adds `/docs`: a page that shows `/openapi.json`, with all that it needs, for who has no other network. */
export function addDocs(app: OpenAPIHono, assets: DocsAssets): void {
  const files = createFiles(assets);
  const sent = createBytePool({ bytesMax: SENT_BYTES_MAX, status: 503, what: "send the docs" });
  app.use("/docs/*", boundAnswers(sent));
  app.get("/docs", (c) => send(c, files, "index.html"));
  app.get("/docs/:file", (c) => {
    const file = c.req.param("file");
    return file === "index.html" ? c.notFound() : send(c, files, file); // It is `/docs`.
  });
}

interface File {
  readonly type: string;
  readonly bytes: Bytes;
  readonly etag: string;
}

/** Null = there is none of this name. */
type ReadFile = (name: string) => Promise<File | null>;

/** Each is read when it is asked for first. */
function createFiles(assets: DocsAssets): ReadFile {
  const files = new Map<string, Promise<File>>();
  return (name) => {
    if (!Object.hasOwn(assets, name)) return Promise.resolve(null);
    const known = files.get(name) ?? readFile(assets[name]!);
    files.set(name, known);
    known.catch(() => files.delete(name));
    return known;
  };
}

async function readFile({ type, load }: DocsAsset): Promise<File> {
  const bytes = new TextEncoder().encode(await load());
  const digest = await digestOf(bytes, new AbortController().signal);
  return { type, bytes, etag: `"${digest.slice(0, 32)}"` };
}

async function send(c: Context, read: ReadFile, name: string): Promise<Response> {
  const file = await read(name);
  if (file === null) return c.notFound();
  const { type, bytes, etag } = file;
  const headers = { etag, "cache-control": "no-cache", "content-security-policy": POLICY };
  if (isKnown(c.req.raw.headers, etag)) return c.body(null, 304, headers);
  const content = { "content-type": type, "content-length": `${bytes.length}` };
  return c.body(bytes, 200, { ...headers, ...content });
}

/** Nothing but what is served here runs, is shown, or is asked. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Of files that their clients have not taken yet. */
const SENT_BYTES_MAX = 8 * 1024 * 1024;
