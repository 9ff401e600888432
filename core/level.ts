import type { Level } from "./event.ts";

/** The level a word names, in any case: `warning` → WARN, `crit` → FATAL; null when it names none. */
export function parseLevel(text: string): Level | null {
  if (text.length > ALIAS_LENGTH_MAX) return null;
  return LEVEL_OF.get(text) ?? LEVEL_OF.get(text.trim().toLowerCase()) ?? null;
}

/** The level of a syslog severity: 0 (emergency) … 7 (debug); null for other numbers. */
export function toSyslogLevel(severity: number): Level | null {
  return SYSLOG_LEVELS[severity] ?? null;
}

/** The level of a bunyan or pino number: 10 … 60, what lies between counts as the lower; else null. */
export function toNumericLevel(value: number): Level | null {
  return value >= 10 && value < 70 ? NUMERIC_LEVELS[Math.floor(value / 10) - 1]! : null;
}

const SYSLOG_LEVELS: readonly Level[] = [
  "FATAL",
  "FATAL",
  "FATAL",
  "ERROR",
  "WARN",
  "INFO",
  "INFO",
  "DEBUG",
];

const NUMERIC_LEVELS: readonly Level[] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

const ALIASES: Readonly<Record<Level, readonly string[]>> = {
  TRACE: ["trace", "trc", "verbose", "finer", "finest", "silly"],
  DEBUG: ["debug", "dbg", "fine"],
  INFO: ["info", "inf", "information", "informational", "notice"],
  WARN: ["warn", "wrn", "warning"],
  ERROR: ["error", "err", "severe"],
  FATAL: [
    "fatal",
    "ftl",
    "crit",
    "critical",
    "emerg",
    "emergency",
    "alert",
    "panic",
    "dpanic",
  ],
  UNKNOWN: ["unknown"],
};

const ALIAS_LENGTH_MAX = 32;

/** Each alias as `warn`, `WARN` and `Warn`, so that common spellings need no copy. */
const LEVEL_OF: ReadonlyMap<string, Level> = new Map(
  Object.entries(ALIASES).flatMap(([level, aliases]) =>
    aliases.flatMap((alias) =>
      [alias, alias.toUpperCase(), alias.charAt(0).toUpperCase() + alias.slice(1)]
        .map((spelling) => [spelling, level as Level] as const)
    )
  ),
);
