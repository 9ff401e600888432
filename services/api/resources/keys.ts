import type { Context } from "@hono/hono";
import type { OpenAPIHono, z } from "@hono/zod-openapi";
import { isShortId } from "../../../core/short_id.ts";
import {
  createKey,
  type KeptKey,
  KEYS_MAX,
  listKeys,
  listUsedMs,
  readKey,
  readUsedMs,
  removeKey,
  toExpiresMs,
} from "../../../runtime/api_keys.ts";
import { toShownKey } from "../../../runtime/shown_key.ts";
import { callerOf } from "../access/caller.ts";
import { answer, answerWith } from "../answers.ts";
import { type ApiParts, runRequest } from "../parts.ts";
import { orBadRequest, refusal } from "../problem.ts";
import { answerFound } from "./add_collection.ts";
import { notFound, orChangedMeanwhile, readCursor } from "./documents.ts";
import { refuseOther, toETag } from "./etag.ts";
import { KEY_INPUT, KEY_ROUTES } from "./key_routes.ts";
import { readJson } from "./read_json.ts";

/** Adds `/api/v1/keys`: makes, lists and revokes API keys. Only the answer that makes one has its text. */
export function addKeys(app: OpenAPIHono, parts: ApiParts): void {
  const { state } = parts.ports;
  app.openAPIRegistry.register("ApiKeyInput", KEY_INPUT);
  app.openapi(KEY_ROUTES.list, (c) => {
    const { limit, cursor } = c.req.valid("query");
    return runRequest(parts, c.req.raw, async () => {
      const after = readCursor(cursor);
      const [all, used] = await Promise.all([listKeys(state), listUsedMs(state)]);
      const rest = all.filter(({ key }) => after === null || key.id > after);
      const items = rest.slice(0, limit).map((kept) => {
        return toShownKey(kept, used.get(kept.key.id) ?? null);
      });
      return answer(c, { items, next_cursor: rest.length > limit ? items.at(-1)!.id : null });
    });
  });
  app.openapi(KEY_ROUTES.get, (c) =>
    runRequest(parts, c.req.raw, async () => {
      const found = await readOne(parts, c);
      const usedMs = await readUsedMs(state, found.key.id);
      return answerFound(c, found.revision, toShownKey(found, usedMs));
    }));
  app.openapi(KEY_ROUTES.create, (c) =>
    runRequest(parts, c.req.raw, async (signal) => {
      const input = await readJson(parts, { request: c.req.raw, signal }, KEY_INPUT);
      const made = await make(parts, input, callerOf(c)!.name);
      const headers = { etag: toETag(made.revision), location: `${c.req.path}/${made.key.id}` };
      const shown = { ...toShownKey(made, null), key: made.text };
      return answerWith(c, shown, { status: 201, headers });
    }));
  app.openapi(KEY_ROUTES.revoke, (c) =>
    runRequest(parts, c.req.raw, async () => {
      const found = await readOne(parts, c);
      refuseOther(c.req.raw.headers, found.revision);
      await orChangedMeanwhile(removeKey(state, found));
      parts.keyring.forget(found.key.id);
      return c.body(null, 204);
    }));
}

async function readOne({ ports }: ApiParts, c: Context): Promise<KeptKey> {
  const id = c.req.param("id")!;
  const found = isShortId(id) ? await readKey(ports.state, id) : null;
  if (found !== null) return found;
  throw notFound("API key", id);
}

type Input = z.output<typeof KEY_INPUT>;

async function make(
  { ports }: ApiParts,
  { name, scopes, rate_max: rateMax, ttl, expires_at: at }: Input,
  createdBy: string,
): Promise<KeptKey & { readonly text: string }> {
  if (ttl !== null && at !== null) {
    const detail =
      'Cannot make an API key: "ttl" and "expires_at" are both given; give one of them';
    throw refusal({ status: 400, detail });
  }
  const given = ttl === null ? at : `now+${ttl}`;
  const expiresMs = await orBadRequest(() => toExpiresMs(given, ports.now()));
  const made = await createKey(ports.state, { name, scopes, rateMax, createdBy, expiresMs }, ports);
  if (made !== null) return made;
  const detail = `Cannot make an API key: there are ${KEYS_MAX}; revoke one first`;
  throw refusal({ status: 409, detail });
}
