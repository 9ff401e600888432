/** The level a name in a query stands for; an unknown one in upper case, which no event has. */
export function toCanonicalLevel(name: string): string {
  const level = name.toUpperCase();
  return ALIASES.get(level) ?? level;
}

const ALIASES = new Map([
  ["WARNING", "WARN"],
  ["ERR", "ERROR"],
  ["CRITICAL", "FATAL"],
  ["PANIC", "FATAL"],
]);
