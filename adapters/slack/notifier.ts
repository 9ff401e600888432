import type { Notifier } from "../../ports/notifier.ts";
import { boundNotice } from "../../runtime/notices/bound_notice.ts";
import { post, type PostOptions } from "../../runtime/notices/post.ts";
import { toMessage } from "./to_message.ts";

/** Which channel to tell. */
export interface SlackOptions {
  /** Of an incoming webhook: whoever knows it may write there. */
  readonly url: string;
  /** For tests. */
  readonly options?: PostOptions;
}

/** Tells a channel of Slack (or of what takes the same messages) by an incoming webhook. */
export function openSlackNotifier({ url, options = {} }: SlackOptions): Notifier {
  return {
    async send(notice, signal) {
      const body = JSON.stringify(toMessage(boundNotice(notice)));
      await post({ url, body, headers: {}, ca: null }, signal, options);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
