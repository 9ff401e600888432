import { type AlertView, FROM_API, type RuleView } from "../alert_view.ts";
import { toStaleness } from "./view_problem.ts";

/** What `alert` shows of the rules that it watches, and of who is told. */
export interface WatchedRules extends Pick<AlertView, "atMs"> {
  /** All that are watched. */
  readonly rules: readonly Pick<RuleView, "name" | "type" | "severity" | "source">[];
  /** Who is told. */
  readonly receivers: readonly { readonly name: string }[];
}

/** What decides whether a rule that is kept would be watched, and tell somebody. */
export interface WatchedFacts {
  /** Names of the receivers that there are; null = nobody knows. */
  readonly receivers: readonly string[] | null;
  /** Paths of the files of rules, by the names of their rules. */
  readonly files: ReadonlyMap<string, string>;
}

/** What `alert` shows of it; nothing where none acts. */
export function toWatchedFacts(watched: WatchedRules | null, nowMs: number): WatchedFacts {
  if (watched === null || toStaleness(watched, nowMs) !== null) {
    return { receivers: null, files: new Map() };
  }
  return {
    receivers: watched.receivers.map(({ name }) => name),
    files: new Map(ofFiles(watched).map(({ name, source }) => [name, source])),
  };
}

/** Those of files. */
export function ofFiles(watched: WatchedRules | null): WatchedRules["rules"] {
  return (watched?.rules ?? []).filter(({ source }) => source !== FROM_API);
}

/** What is told of a rule that is to be kept, while a file has one of its name. */
export function tellOfFile(name: string, path: string): string {
  return `"${name}" is a rule of the file "${path}" (ALERT_RULES), which is watched instead; ` +
    "change it there, or choose another name";
}
