import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { UnavailableError } from "../../core/errors.ts";
import { FORMATS, type RawBatch } from "../../core/raw_batch.ts";
import { digestOf } from "../../runtime/digest.ts";
import { release } from "../../runtime/release.ts";
import { callerOf } from "./access/caller.ts";
import { needs } from "./access/scope.ts";
import { answer, answers } from "./answers.ts";
import { limitIngest } from "./limit_ingest.ts";
import { type ApiParts, runRequest } from "./parts.ts";
import { refusal, toUnavailable } from "./problem.ts";
import { type Push, PUSH_EVENTS_MAX, readPushType, toPush } from "./push.ts";
import { createPushOrigins, KEY_LENGTH_MAX, type PushOrigins } from "./push_origin.ts";
import { readBody } from "./read_body.ts";

/** Adds `POST /api/v1/logs`: takes events in and answers once they are durable in the bus. */
export function addIngest(app: OpenAPIHono, parts: ApiParts): void {
  const origins = createPushOrigins((bytes) => parts.ports.random(bytes));
  app.openapi(INGEST, async (c) => {
    const query = c.req.valid("query");
    const key = c.req.valid("header")["idempotency-key"] ?? null;
    const callerId = callerOf(c)?.key?.id ?? null;
    const { accepted, rejected, bytes } = await runRequest(parts, c.req.raw, (signal) => {
      return push(parts, { request: c.req.raw, signal, query, key, callerId, origins });
    });
    parts.metrics.ingest({ accepted, rejected: rejected.length, bytes });
    return answer(c, { accepted, rejected: [...rejected] });
  });
}

interface PushRequest {
  readonly request: Request;
  readonly signal: AbortSignal;
  readonly query: z.infer<typeof QUERY>;
  readonly key: string | null;
  readonly callerId: string | null;
  readonly origins: PushOrigins;
}

async function push(
  parts: ApiParts,
  asked: PushRequest,
): Promise<Push & { readonly bytes: number }> {
  const { request, signal, query, key, callerId, origins } = asked;
  const { options, ports } = parts;
  const type = readPushType(request.headers.get("content-type") ?? undefined);
  if (query.format !== undefined && type !== "text/plain") {
    const detail = `Cannot read ${type} as ${query.format}: "format" is for text/plain only`;
    throw refusal({ status: 400, detail });
  }
  using budget = parts.bodies.open();
  const body = await readBody({ request, budget, signal });
  using _body = { [Symbol.dispose]: () => release(body) };
  const digest = key === null ? null : await digestOf(body, signal);
  const meta = {
    hostname: options.hostname,
    service: query.service ?? SERVICE,
    timeZone: options.timeZone,
    shippedMs: Math.floor(ports.now()),
  };
  const pushed = await toPush(body, { type, format: query.format ?? null, meta }, signal);
  const taken = { ...pushed, bytes: body.length };
  if (pushed.accepted === 0) return taken;
  const origin = await origins.originOf(digest === null ? null : { key: key!, callerId, digest });
  signal.throwIfAborted();
  const counted = await limitIngest(parts, pushed.accepted);
  try {
    await publish(parts, pushed.batches.map((batch) => ({ ...batch, origin })));
  } catch (error) {
    await counted.takeBack();
    throw error;
  }
  return taken;
}

async function publish({ ports }: ApiParts, batches: readonly RawBatch[]): Promise<void> {
  try {
    await ports.bus.publish("logs-raw", batches);
  } catch (error) {
    if (error instanceof UnavailableError) {
      const isFull = error.retryAfterMs !== undefined; // Otherwise it cannot be reached.
      throw refusal(toUnavailable(error, isFull ? 429 : 503));
    }
    if (error instanceof RangeError) throw refusal({ status: 413, detail: error.message });
    throw error;
  }
}

/** The service of events that name none. */
const SERVICE = "http";

const QUERY = z.strictObject({
  service: z.string().regex(/^[^\p{Cc}]{1,256}$/u, "is not 1 to 256 characters of one line")
    .openapi({
      description: "The service of events that name none",
      ...{ minLength: 1, maxLength: 256, pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]*$" },
    }).optional(),
  format: z.enum(FORMATS, `is not one of ${FORMATS.join(", ")}`)
    .openapi({ description: "How text lines are written; found out when not given" }).optional(),
});

const EVENT = { type: "object", additionalProperties: true } as const;

/** Items that are no objects are rejected each by itself. */
const EVENTS = { type: "array", maxItems: PUSH_EVENTS_MAX } as const;

const INGEST = createRoute({
  method: "post",
  path: "/api/v1/logs",
  operationId: "ingest",
  ...needs("ingest"),
  tags: ["ingest"],
  summary: "Push events: a JSON array or object, NDJSON, or text lines; also gzipped",
  request: {
    query: QUERY,
    headers: z.object({
      "idempotency-key": z.string().min(1, "is empty")
        .max(KEY_LENGTH_MAX, `is over ${KEY_LENGTH_MAX} characters long`)
        .openapi({ description: "A repeat under the same key is stored once" }).optional(),
    }),
    body: {
      required: true,
      content: {
        "application/json": { schema: { oneOf: [EVENT, EVENTS] } },
        "application/x-ndjson": { schema: { type: "string" } },
        "text/plain": { schema: { type: "string" } },
      },
    },
  },
  responses: answers(
    "Durable, apart from the rejected items",
    z.object({
      accepted: z.int().openapi({ description: "Events that are durable now" }),
      rejected: z.array(z.object({
        index: z.int().openapi({ description: "From 0; blank lines do not count" }),
        error: z.string().openapi({ description: "What is wrong with it" }),
      })).openapi({ description: "In order of index" }),
    }).openapi("IngestResult", { description: "What became of a push" }),
    [400, 408, 413, 415, 422, 429],
  ),
});
