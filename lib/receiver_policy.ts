export type { ActiveAlert } from "../core/alert/active_alert.ts";
export type { TellingPolicy } from "../core/alert/told_group.ts";
export type { ReceiverPolicy } from "../core/alert/told_receiver.ts";
