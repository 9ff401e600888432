import { QuerySyntaxError } from "../errors.ts";
import type { RuleFault } from "./rule_input.ts";

/** Collects what is wrong with a rule. */
export class FaultList {
  /** In the order found. */
  readonly all: RuleFault[] = [];

  /** Adds one; null, as there is no value then. */
  add(path: RuleFault["path"], message: string): null {
    this.all.push({ path, message });
    return null;
  }

  /** What `read` gives; null where it throws a RangeError or QuerySyntaxError, whose message is added. */
  attempt<T>(path: RuleFault["path"], read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (error instanceof QuerySyntaxError) {
        return this.add(path, error.message.replace(/^Cannot read the query/, "cannot be read"));
      }
      if (error instanceof RangeError) return this.add(path, error.message);
      throw error;
    }
  }
}

/** A text as it is told in messages, shortened. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
