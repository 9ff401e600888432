import type { Notifier } from "../ports/notifier.ts";
import type { Receiver } from "../runtime/receivers/receiver.ts";

/** Opens what tells each of these receivers, by its name. `warn` is told what went wrong though a notice was taken. */
export async function openNotifiers(
  receivers: readonly Receiver[],
  stack: AsyncDisposableStack,
  warn: (message: string) => void,
): Promise<ReadonlyMap<string, Notifier>> {
  const notifiers = new Map<string, Notifier>();
  for (const receiver of receivers) {
    notifiers.set(receiver.name, stack.use(await openNotifier(receiver, warn)));
  }
  return notifiers;
}

async function openNotifier(
  { name, channel, repeatMs }: Receiver,
  warn: (message: string) => void,
): Promise<Notifier> {
  switch (channel.type) {
    case "webhook": {
      const { openWebhookNotifier } = await import("../adapters/webhook/notifier.ts");
      return openWebhookNotifier(channel);
    }
    case "slack": {
      const { openSlackNotifier } = await import("../adapters/slack/notifier.ts");
      return openSlackNotifier(channel);
    }
    case "email": {
      const { openEmailNotifier } = await import("../adapters/email/notifier.ts");
      const warnOf = (message: string) => warn(`Receiver "${name}": ${message}`);
      return openEmailNotifier({ ...channel, warn: warnOf });
    }
    case "alertmanager": {
      const { openAlertmanagerNotifier } = await import("../adapters/alertmanager/notifier.ts");
      return openAlertmanagerNotifier({ ...channel, repeatMs });
    }
  }
}
