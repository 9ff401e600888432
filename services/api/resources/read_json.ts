import type { z } from "@hono/zod-openapi";
import { release } from "../../../runtime/release.ts";
import { toParamProblem } from "../params.ts";
import type { ApiParts } from "../parts.ts";
import { refusal } from "../problem.ts";
import { readBody } from "../read_body.ts";

/** At most this many bytes a body that describes something. */
export const JSON_BYTES_MAX: number = 64 * 1024;

/** A request whose body is to be read. */
export interface JsonRequest {
  /** Its body has not been read. */
  readonly request: Request;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/**
 * The body as a value of `schema`, which is not to be declared as that of the route, or it would be read
 * without bounds: see {@linkcode jsonBody}. Refuses with 415 another type, 413 what is too large, 400 what is
 * no such value, with every fault.
 */
export async function readJson<S extends z.ZodType>(
  { bodies }: Pick<ApiParts, "bodies">,
  { request, signal }: JsonRequest,
  schema: S,
): Promise<z.output<S>> {
  refuseOtherType(request.headers.get("content-type") ?? "");
  using budget = bodies.open();
  const limits = { bytesMax: JSON_BYTES_MAX, compressedBytesMax: JSON_BYTES_MAX };
  const body = await readBody({ request, budget, signal, ...limits });
  using _ = { [Symbol.dispose]: () => release(body) };
  const read = schema.safeParse(toValue(body));
  if (read.success) return read.data;
  throw refusal(toParamProblem({ issues: read.error.issues, target: "body" }));
}

/** How such a body is declared in a route: by the name of its schema, which is registered beside it. */
export function jsonBody(name: string) {
  const schema = { $ref: `#/components/schemas/${name}` };
  return { required: true, content: { "application/json": { schema } } };
}

function refuseOtherType(given: string): void {
  if (given.split(";", 1)[0]!.trim().toLowerCase() === "application/json") return;
  const shown = given === "" ? "without a Content-Type" : `of type ${JSON.stringify(given)}`;
  const detail = `Cannot read a body ${shown.slice(0, 200)}: send application/json`;
  throw refusal({ status: 415, detail });
}

function toValue(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    const detail = `Cannot read the body as JSON: ${(error as Error).message}`;
    throw refusal({ status: 400, detail });
  }
}
