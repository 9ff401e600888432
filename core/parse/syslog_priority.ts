import type { Level } from "../event.ts";
import { toSyslogLevel } from "../level.ts";

/** What `<34>` at the beginning of a syslog line says. */
export interface SyslogPriority {
  /** Of its severity. */
  readonly level: Level;
  /** 0 … 23. */
  readonly facility: number;
  /** Index after it. */
  readonly end: number;
}

/** The priority (0 … 191) a text begins with; null where it begins with none. */
export function parsePriority(text: string): SyslogPriority | null {
  if (text.charCodeAt(0) !== OPEN) return null;
  const close = text.indexOf(">", 1);
  const digits = close > 0 && close <= 4 ? text.slice(1, close) : "";
  const value = /^\d{1,3}$/.test(digits) ? Number(digits) : NaN;
  if (!(value <= PRIORITY_MAX)) return null;
  return { level: toSyslogLevel(value % 8)!, facility: Math.floor(value / 8), end: close + 1 };
}

const OPEN = 60;
const PRIORITY_MAX = 191;
