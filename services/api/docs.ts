import type { Context } from "@hono/hono";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { digestOf } from "../../runtime/digest.ts";
import { boundAnswers } from "./bound_answers.ts";
import { createBytePool } from "./byte_pool.ts";
import { DOCS_ASSETS } from "./docs_assets.ts";
import { isKnown } from "./resources/etag.ts";
import type { Bytes } from "./stream.ts";

/** Adds `/docs`: a page that shows `/openapi.json`, with all that it needs, for who has no other network. */
export function addDocs(app: OpenAPIHono): void {
  const files = createFiles();
  const sent = createBytePool({ bytesMax: SENT_BYTES_MAX, status: 503, what: "send the docs" });
  app.use("/docs/*", boundAnswers(sent));
  app.get("/docs", (c) => send(c, files, "index.html"));
  app.get("/docs/:file", (c) => {
    const file = c.req.param("file");
    return file === "index.html" ? c.notFound() : send(c, files, file); // It is `/docs`.
  });
}

interface File {
  readonly bytes: Bytes;
  readonly etag: string;
}

type ReadFile = (name: string) => Promise<File>;

/** Each is read when it is asked for first. */
function createFiles(): ReadFile {
  const files = new Map<string, Promise<File>>();
  return (name) => {
    const known = files.get(name) ?? readFile(name);
    files.set(name, known);
    known.catch(() => files.delete(name));
    return known;
  };
}

async function readFile(name: string): Promise<File> {
  const bytes = new TextEncoder().encode(await DOCS_ASSETS[name]!.load());
  const digest = await digestOf(bytes, new AbortController().signal);
  return { bytes, etag: `"${digest.slice(0, 32)}"` };
}

async function send(c: Context, read: ReadFile, name: string): Promise<Response> {
  if (!Object.hasOwn(DOCS_ASSETS, name)) return c.notFound();
  const { bytes, etag } = await read(name);
  const headers = { etag, "cache-control": "no-cache", "content-security-policy": POLICY };
  if (isKnown(c.req.raw.headers, etag)) return c.body(null, 304, headers);
  const content = { "content-type": DOCS_ASSETS[name]!.type, "content-length": `${bytes.length}` };
  return c.body(bytes, 200, { ...headers, ...content });
}

/** Nothing but what is served here runs, is shown, or is asked. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Of files that their clients have not taken yet. */
const SENT_BYTES_MAX = 8 * 1024 * 1024;
