import { shown } from "../../core/alert/fault_list.ts";

/** What is wrong with a receiver that a rule names, given the names of those that there are; null = nothing. */
export function checkReceiver(name: string, known: readonly string[]): string | null {
  if (known.includes(name)) return null;
  return `is ${shown(name)}, which ALERT_RECEIVERS does not have; ${toHint(known)}`;
}

function toHint(known: readonly string[]): string {
  if (known.length === 0) return "it has none: add it there, and start LogFlow again";
  const more = known.length > NAMES_TOLD_MAX ? ` and ${known.length - NAMES_TOLD_MAX} more` : "";
  return `it has ${known.slice(0, NAMES_TOLD_MAX).join(", ")}${more}`;
}

const NAMES_TOLD_MAX = 20;
