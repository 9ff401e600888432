import type { OpenAPIHono } from "@hono/zod-openapi";
import { removeAck, writeAck } from "../../../runtime/alerts/acks.ts";
import { readMuting, toShownAlert } from "../../../runtime/alerts/shown_alert.ts";
import { callerOf } from "../access/caller.ts";
import { answer } from "../answers.ts";
import { type ApiParts, runRequest } from "../parts.ts";
import { notFound } from "../resources/documents.ts";
import { readJson } from "../resources/read_json.ts";
import { findAlert } from "./alerts.ts";
import { ALERTING_ROUTES } from "./routes.ts";
import { ACK_INPUT } from "./schemas.ts";
import type { ViewReader } from "./view_reader.ts";

/** Adds `/api/v1/alerts/{fingerprint}/ack`: who acknowledges an alert that fires, and that they take it back. */
export function addAcks(app: OpenAPIHono, parts: ApiParts, readView: ViewReader): void {
  const { state, now } = parts.ports;
  app.openAPIRegistry.register("AlertAckInput", ACK_INPUT);
  app.openapi(ALERTING_ROUTES.acknowledge, (c) =>
    runRequest(parts, c.req.raw, async (signal) => {
      const { comment } = await readJson(parts, { request: c.req.raw, signal }, ACK_INPUT);
      const alert = await findAlert(parts, readView, c.req.valid("param").fingerprint);
      const { fingerprint, startsAtMs } = alert;
      const by = callerOf(c)!.name;
      await writeAck(state, { fingerprint, startsAtMs, by, atMs: now(), comment });
      return answer(c, toShownAlert(alert, await readMuting(state), now()));
    }));
  app.openapi(ALERTING_ROUTES.unacknowledge, (c) =>
    runRequest(parts, c.req.raw, async () => {
      const { fingerprint } = c.req.valid("param");
      const isThere = FINGERPRINT.test(fingerprint) && await removeAck(state, fingerprint);
      if (!isThere) throw notFound("an acknowledgement of alert", fingerprint);
      return c.body(null, 204);
    }));
}

/** Whatever else is asked for, no document has its name. */
const FINGERPRINT = /^[0-9a-f]{16}$/;
