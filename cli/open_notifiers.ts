import type { Notifier } from "../ports/notifier.ts";
import type { Receiver } from "../runtime/receivers/receiver.ts";

/** Opens what tells each of these receivers, by its name. */
export async function openNotifiers(
  receivers: readonly Receiver[],
  stack: AsyncDisposableStack,
): Promise<ReadonlyMap<string, Notifier>> {
  const notifiers = new Map<string, Notifier>();
  for (const receiver of receivers) {
    notifiers.set(receiver.name, stack.use(await openNotifier(receiver)));
  }
  return notifiers;
}

async function openNotifier({ channel, repeatMs }: Receiver): Promise<Notifier> {
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
      return openEmailNotifier(channel);
    }
    case "alertmanager": {
      const { openAlertmanagerNotifier } = await import("../adapters/alertmanager/notifier.ts");
      return openAlertmanagerNotifier({ ...channel, repeatMs });
    }
  }
}
