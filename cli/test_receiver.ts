import type { Notice } from "../core/alert/notice.ts";
import { makeShortId } from "../core/short_id.ts";
import { ConfigError } from "../core/errors.ts";
import type { Config } from "../runtime/config.ts";
import { escapeText } from "../runtime/escape_text.ts";
import { nearest } from "../runtime/nearest.ts";
import { readReceivers } from "../runtime/receivers/read_receivers.ts";
import type { Receiver } from "../runtime/receivers/receiver.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./failure.ts";
import { openNotifiers } from "./open_notifiers.ts";

/** Tells a receiver of an alert that is none, and prints that it took it. Rejects with why it did not, within 30 s. */
export async function testReceiver(
  { alertReceivers }: Config,
  name: string,
  context: Context,
): Promise<void> {
  const receiver = findReceiver(alertReceivers, name);
  await using stack = new AsyncDisposableStack();
  const warn = (message: string) =>
    void context.process.stderr.write(`logflow: ${escapeText(message)}\n`);
  const notifier = (await openNotifiers([receiver], stack, warn)).get(name)!;
  const shown = escapeText(name);
  try {
    await notifier.send(makeTestNotice(name, Date.now()), new AbortController().signal);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`Cannot tell receiver "${shown}": ${message}`, { cause: error });
  }
  context.process.stdout.write(`Receiver "${shown}" took the test: see whether it has come\n`);
}

function findReceiver(path: string | null, name: string): Receiver {
  if (path === null) {
    const problem = "is not set; name the file that says who is told of alerts";
    throw new ConfigError([{ key: "ALERT_RECEIVERS", problem }]);
  }
  const { receivers } = readReceivers(path);
  const found = receivers.find((receiver) => receiver.name === name);
  if (found !== undefined) return found;
  const names = receivers.map(({ name }) => name);
  const meant = nearest(name, names);
  const hint = names.length === 0
    ? "there are none"
    : meant === null
    ? `there are ${names.join(", ")}`
    : `did you mean ${meant}?`;
  throw new UsageError(`NAME: "${name}" is no receiver of "${path}"; ${hint}`);
}

function makeTestNotice(receiver: string, atMs: number): Notice {
  const id = makeShortId((bytes) => crypto.getRandomValues(new Uint8Array(bytes)));
  const summary = `A test of the receiver "${receiver}": all is well, nobody has to do anything`;
  return {
    ...{ id: `test-${id}`, receiver, status: "firing", atMs, more: 0 },
    group: JSON.stringify([["rule", TEST]]),
    alerts: [{
      ...{ fingerprint: "0".repeat(16), rule: TEST, severity: "info", status: "firing" },
      ...{ labels: {}, annotations: { summary } },
      ...{ startsAtMs: atMs, endsAtMs: null, value: null, link: null, samples: [] },
    }],
  };
}

/** No rule has such a name. */
const TEST = "LogFlow: test";
