import type { Pattern, Query } from "../query/ast.ts";
import type { FieldName } from "../query/field.ts";
import { literalText } from "../query/pattern.ts";

/**
 * Something that can be looked up in an event: the text of a field (null = any), a token of the message, or any
 * value as a whole, in lower case.
 */
export type Anchor =
  | { readonly kind: "field"; readonly name: FieldName; readonly text: string | null }
  | { readonly kind: "token" | "value"; readonly text: string };

/** Every event that the query takes has one of these, as few events as can be do; null = that cannot be told. */
export function toAnchors(query: Query): readonly Anchor[] | null {
  switch (query.kind) {
    case "and":
      return query.parts.map(toAnchors).reduce(toRarer, null);
    case "or": {
      const parts = query.parts.map(toAnchors);
      return parts.includes(null) ? null : parts.flatMap((anchors) => anchors!);
    }
    case "text": {
      const value = literalText(query.value);
      if (value === null) return null;
      const whole = { kind: "value", text: value } as const;
      return query.tokens.length === 0 ? [whole] : [...toToken(query.tokens)!, whole];
    }
    case "message":
      return toToken(query.tokens);
    case "field": {
      const text = literalText(query.value);
      return text === null || isDear(query) ? null : [{ kind: "field", name: query, text }];
    }
    case "range":
      return query.field === "timestamp" && !query.extra
        ? null
        : [{ kind: "field", name: { field: query.field, extra: query.extra }, text: null }];
    case "exists":
    case "all":
    case "not":
      return null;
  }
}

/** The longest of the tokens; null where all have wildcards. */
function toToken(tokens: readonly Pattern[]): Anchor[] | null {
  const texts = tokens.map(literalText).filter((text) => text !== null);
  if (texts.length === 0) return null;
  return [{ kind: "token", text: texts.reduce((a, b) => b.length > a.length ? b : a) }];
}

/** Made anew for each event that is asked for it. */
function isDear({ field, extra }: FieldName): boolean {
  return !extra && field === "id";
}

function toRarer(a: readonly Anchor[] | null, b: readonly Anchor[] | null) {
  if (a === null || b === null) return a ?? b;
  return toCost(b) < toCost(a) ? b : a;
}

/** A guess at how many events have one of them: there are few levels, some services, and many words. */
function toCost(anchors: readonly Anchor[]): number {
  return anchors.reduce((sum, anchor) => {
    if (anchor.kind !== "field") return sum + 1;
    if (anchor.text === null) return sum + 50;
    return sum + ({ level: 20, service: 5, host: 5, file: 5 }[anchor.name.field] ?? 2);
  }, 0);
}
