import type { LogEvent } from "../event.ts";
import type { Query } from "../query/ast.ts";
import { type FieldName, fieldText, searchedTexts } from "../query/field.ts";
import { matches } from "../query/matches.ts";
import { toLower, toTokens } from "../query/tokens.ts";
import { type Anchor, toAnchors } from "./anchors.ts";

/** Finds those of many queries that take an event, without asking all of them. */
export class RuleIndex<T> {
  readonly #entries: { readonly query: Query; readonly item: T }[];
  /** Those that have to be asked for every event. */
  readonly #always: number[] = [];
  readonly #fields = new Map<string, FieldEntry>();
  readonly #tokens = new Map<string, number[]>();
  readonly #values = new Map<string, number[]>();
  /** Of each entry: the event that it was asked for last. */
  readonly #askedFor: Float64Array;
  #event = 0;

  /** Of these queries, each with what it stands for. */
  constructor(entries: readonly { readonly query: Query; readonly item: T }[]) {
    this.#entries = [...entries];
    this.#askedFor = new Float64Array(entries.length);
    entries.forEach(({ query }, i) => {
      const anchors = toAnchors(query);
      if (anchors === null) this.#always.push(i);
      else anchors.forEach((anchor) => this.#listOf(anchor).push(i));
    });
  }

  /** Calls `take` for each whose query takes the event, once, in no particular order. */
  find(event: LogEvent, take: (item: T) => void): void {
    this.#event++;
    this.#ask(this.#always, event, take);
    for (const { name, lists, any } of this.#fields.values()) {
      const text = fieldText(event, name);
      if (text === null) continue;
      this.#ask(lists.get(text), event, take);
      this.#ask(any, event, take);
    }
    if (this.#tokens.size > 0) this.#findTokens(event, take);
    if (this.#values.size > 0) this.#findValues(event, take);
  }

  #findTokens(event: LogEvent, take: (item: T) => void): void {
    for (const token of toTokens(event.message)) this.#ask(this.#tokens.get(token), event, take);
  }

  #findValues(event: LogEvent, take: (item: T) => void): void {
    const { service, level, hostname, file } = event;
    for (const text of [service, level, hostname, file, ...searchedTexts(event)]) {
      this.#ask(this.#values.get(toLower(text)), event, take);
    }
  }

  #ask(list: readonly number[] | undefined, event: LogEvent, take: (item: T) => void): void {
    if (list === undefined) return;
    for (const i of list) {
      if (this.#askedFor[i] === this.#event) continue;
      this.#askedFor[i] = this.#event;
      const { query, item } = this.#entries[i]!;
      if (matches(query, event)) take(item);
    }
  }

  #listOf(anchor: Anchor): number[] {
    if (anchor.kind !== "field") {
      return listOf(anchor.kind === "token" ? this.#tokens : this.#values, anchor.text);
    }
    const { name, text } = anchor;
    const key = JSON.stringify([name.field, name.extra]);
    const known = this.#fields.get(key) ?? { name, lists: new Map(), any: [] };
    this.#fields.set(key, known);
    return text === null ? known.any : listOf(known.lists, text);
  }
}

/** What is looked up by one field. */
interface FieldEntry {
  readonly name: FieldName;
  /** By its text. */
  readonly lists: Map<string, number[]>;
  /** Whatever its text. */
  readonly any: number[];
}

function listOf(lists: Map<string, number[]>, text: string): number[] {
  const known = lists.get(text) ?? [];
  lists.set(text, known);
  return known;
}
