import { toPod } from "../../core/parse/pod.ts";
import { familyOf } from "./family.ts";

/**
 * The service a file's name tells: `payment-service` for `/var/log/payment-service-2025-10-23.log`,
 * `app` for `app.log.2.gz`; the container of a pod's log. "unknown" where the name tells nothing.
 */
export function toServiceName(path: string): string {
  const pod = toPod(path);
  if (pod !== null) return pod.container;
  const family = familyOf(path);
  const name = family.slice(family.lastIndexOf("/") + 1);
  const stem = name.replace(/^\.+/, "").replace(EXTENSION, "").replace(DATE, "");
  return stem === "" ? "unknown" : stem;
}

const EXTENSION = /\.(log|txt|json|jsonl|ndjson|out|err)$/i;

const DATE = /[._-]\d{4}-?\d{2}-?\d{2}$/;
