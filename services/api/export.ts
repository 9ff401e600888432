import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { findFields } from "../../core/query/pipe.ts";
import type { Page, SearchRequest } from "../../ports/log_store.ts";
import { retry } from "../../runtime/retry.ts";
import { needs } from "./access/scope.ts";
import { streamAnswers } from "./answers.ts";
import {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportFormatName,
  toExportFormat,
} from "./export_format.ts";
import { FILTER_PARAMS, toPipedFilter } from "./filter.ts";
import { type ApiParts, runSearch } from "./parts.ts";
import { orBadRequest } from "./problem.ts";
import { createSlots } from "./slots.ts";
import { type Bytes, toStream } from "./stream.ts";

/** Adds `GET /api/v1/logs/export`: all events that match, however many, while they are read. */
export function addExport(app: OpenAPIHono, parts: ApiParts): void {
  const { log, now } = parts.ports;
  const slots = createSlots({ max: EXPORTS_MAX, what: "export" });
  app.openapi(EXPORT, async (c) => {
    const { format, order, ...params } = c.req.valid("query");
    const { filter, piped } = toPipedFilter(params, now(), "events");
    const written = toExportFormat(format, findFields(piped));
    const headers = toHeaders(format, written.type, now());
    const request = c.req.raw;
    if (request.method === "HEAD") return c.body(null, 200, headers);
    using taken = new DisposableStack();
    const slot = taken.use(slots.take());
    const asked = { filter, order, limit: PAGE_EVENTS, cursor: null };
    const first = await runSearch(parts, request, (signal) => {
      return orBadRequest(() => parts.ports.store.search({ ...asked, signal }));
    });
    taken.move(); // It is the stream's.
    const next = toNext(parts, { asked, first, written });
    return c.body(
      toStream({ request, slot, log, ahead: 1, closing: null, next }),
      200,
      headers,
    );
  });
}

interface Export {
  readonly asked: SearchRequest;
  readonly first: Page;
  readonly written: ExportFormat;
}

/** Gives a page as text, then the next. */
function toNext(parts: ApiParts, { asked, first, written: { head, toLine } }: Export) {
  const encoder = new TextEncoder();
  let begin = head;
  let page: Page | null = first;
  let cursor = first.nextCursor;
  return async (signal: AbortSignal): Promise<Bytes | null> => {
    let text = begin;
    begin = "";
    for (;;) {
      page ??= cursor === null ? null : await readPage(parts, { ...asked, cursor, signal });
      if (page === null) return null;
      for (const event of page.events) text += toLine(event);
      cursor = page.nextCursor;
      page = null;
      if (text !== "") return encoder.encode(text);
    }
  };
}

/** What was begun is worth a second try; the time for one page is that of a request. */
function readPage(
  parts: ApiParts,
  { signal: gone, ...asked }: SearchRequest & { readonly signal: AbortSignal },
): Promise<Page> {
  return runSearch(parts, { signal: gone, body: null }, (signal) => {
    return retry(() => parts.ports.store.search({ ...asked, signal }), { signal });
  });
}

/** So many exports are sent at once; more are answered 503. */
export const EXPORTS_MAX = 4;

/** Read and written in one go. With more, twice the CPU goes into collecting garbage: they outlive its young generation. */
export const PAGE_EVENTS = 1000;

function toHeaders(format: ExportFormatName, type: string, nowMs: number) {
  const time = new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  return {
    "content-type": type,
    "content-disposition": `attachment; filename="logflow-${time}Z.${format}"`,
  };
}

const EXPORT = createRoute({
  method: "get",
  path: "/api/v1/logs/export",
  operationId: "export",
  ...needs("read"),
  tags: ["search"],
  summary: "All events that match, however many",
  request: {
    query: z.strictObject({
      ...FILTER_PARAMS,
      order: z.enum(["newest", "oldest"], "is neither newest nor oldest").default("oldest")
        .openapi({ description: "Which events come first" }),
      format: z.enum(EXPORT_FORMATS, `is not one of ${EXPORT_FORMATS.join(", ")}`)
        .default("ndjson").openapi({ description: "How they are written" }),
    }),
  },
  responses: streamAnswers({
    description: "All of them, or a connection that breaks: an answer that ends is whole",
    types: {
      "application/x-ndjson": "A LogDocument a line, or what `| fields` leaves of it",
      "text/csv": "RFC 4180, with a header: id, timestamp, level, service, hostname, file, " +
        "message, extra_fields (as JSON), or the fields that `| fields` names",
    },
    headers: { "Content-Disposition": "A name for the file" },
    problems: [400],
  }),
});
