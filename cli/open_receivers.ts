import { post } from "../runtime/notices/post.ts";
import { readReceivers } from "../runtime/receivers/read_receivers.ts";
import type { Heartbeat } from "../runtime/receivers/receiver.ts";
import type { AlertPorts, HeartbeatTarget } from "../services/alert/ports.ts";
import { openNotifiers } from "./open_notifiers.ts";

/** Opens all whom the file of receivers at this path names; null = there is none. Throws ConfigError with all that is wrong. */
export async function openReceivers(
  path: string | null,
  stack: AsyncDisposableStack,
  warn: (message: string) => void,
): Promise<Pick<AlertPorts, "receivers" | "heartbeat">> {
  if (path === null) return { receivers: new Map(), heartbeat: null };
  const { receivers, heartbeat } = readReceivers(path);
  const notifiers = await openNotifiers(receivers, stack, warn);
  return {
    receivers: new Map(receivers.map((receiver) => {
      return [receiver.name, { policy: receiver, notifier: notifiers.get(receiver.name)! }];
    })),
    heartbeat: heartbeat && toTarget(heartbeat),
  };
}

function toTarget({ url, ca, intervalMs }: Heartbeat): HeartbeatTarget {
  return {
    intervalMs,
    beat(problem, signal) {
      const status = problem === null ? "well" : "troubled";
      const body = JSON.stringify({ service: "logflow alert", status, problem });
      return post({ url, ca, body, headers: {} }, signal);
    },
  };
}
