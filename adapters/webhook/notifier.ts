import { createHmac } from "node:crypto";
import type { Notifier } from "../../ports/notifier.ts";
import { boundNotice } from "../../runtime/notices/bound_notice.ts";
import { post, type PostOptions } from "../../runtime/notices/post.ts";
import { toBasic } from "../../runtime/notices/to_basic.ts";
import { toBody } from "./to_body.ts";

/** Whom to tell. */
export interface WebhookOptions {
  /** Of http or https, without name and password. */
  readonly url: string;
  /** What signs the body; null = nothing does. */
  readonly secret: string | null;
  /** Sent as they are. */
  readonly headers: Readonly<Record<string, string>>;
  /** Basic authentication; null = none. */
  readonly login: { readonly username: string; readonly password: string } | null;
  /** The authority to trust, as PEM; null = the system's. */
  readonly ca: string | null;
  /** For tests. */
  readonly options?: PostOptions;
}

/**
 * Tells by HTTP POST of JSON, whose shape is `WebhookBody`. With a secret, `X-LogFlow-Signature` is
 * `sha256=` and the hex HMAC-SHA256 of the time in `X-LogFlow-Timestamp` (seconds), a dot and the body.
 */
export function openWebhookNotifier(given: WebhookOptions): Notifier {
  const { url, ca, secret, options = {} } = given;
  const { now = Date.now } = options;
  return {
    async send(notice, signal) {
      const body = toBody(boundNotice(notice));
      const timestamp = String(Math.floor(now() / 1000));
      const headers = {
        ...given.headers,
        ...toBasic(given.login),
        "x-logflow-notice": notice.id,
        "x-logflow-timestamp": timestamp,
        ...secret !== null && { "x-logflow-signature": sign(secret, `${timestamp}.${body}`) },
      };
      await post({ url, body, headers, ca }, signal, options);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function sign(secret: string, text: string): string {
  return `sha256=${createHmac("sha256", secret).update(text).digest("hex")}`;
}
