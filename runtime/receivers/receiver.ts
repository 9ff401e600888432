import type { ReceiverPolicy } from "../../core/alert/told_receiver.ts";

/** Who is told of alerts, as `ALERT_RECEIVERS` says. */
export interface Receivers {
  /** With different names. */
  readonly receivers: readonly Receiver[];
  /** Null = nobody waits for one. */
  readonly heartbeat: Heartbeat | null;
}

/** One of them: when it is told, and by what. */
export interface Receiver extends ReceiverPolicy {
  /** By what. */
  readonly channel: Channel;
}

/** What the `openXNotifier` of `adapters/` of each type takes. */
export type Channel = WebhookChannel | SlackChannel | EmailChannel | AlertmanagerChannel;

/** A name and its password. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** JSON by POST. */
export interface WebhookChannel {
  readonly type: "webhook";
  /** Without name and password. */
  readonly url: string;
  /** Signs; null = nothing does. */
  readonly secret: string | null;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Basic authentication; null = none. */
  readonly login: Login | null;
  /** PEM; null = the system's. */
  readonly ca: string | null;
}

/** An incoming webhook of Slack. */
export interface SlackChannel {
  readonly type: "slack";
  /** Whoever knows it may write. */
  readonly url: string;
}

/** Mail. */
export interface EmailChannel {
  readonly type: "email";
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** From the beginning, by STARTTLS, or by STARTTLS where the server has it. */
  readonly tls: "implicit" | "required" | "offered";
  readonly login: Login | null;
  readonly ca: string | null;
  readonly from: string;
  /** At least one. */
  readonly to: readonly string[];
}

/** Prometheus Alertmanager. */
export interface AlertmanagerChannel {
  readonly type: "alertmanager";
  /** Before `/api/v2`. */
  readonly url: string;
  readonly login: Login | null;
  readonly ca: string | null;
}

/** Who is told at an interval that alerting works, and raises an alarm when nothing comes. */
export interface Heartbeat {
  readonly url: string;
  readonly intervalMs: number;
  readonly ca: string | null;
}
