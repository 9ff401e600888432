import type { Query } from "../query/ast.ts";
import { combine } from "../query/combine.ts";
import { printFieldName } from "../query/field.ts";
import { isMessage } from "./group_text.ts";
import { toShapeQuery } from "./message_shape.ts";
import type { Rule } from "./rule.ts";

/** Takes the events of a rule that are of one group. */
export function toGroupQuery({ query, groupBy }: Rule, values: readonly string[]): Query {
  const fields = groupBy.map(({ field }, i): Query => {
    const value = values[i] ?? "";
    if (isMessage(field)) return toShapeQuery(value);
    if (value !== "") return { kind: "field", ...field, value: [value] };
    // Events without the field are in one group with those where it is empty.
    const has: Query = { kind: "exists", field: printFieldName(field) };
    return combine("or", [{ kind: "not", part: has }, { kind: "field", ...field, value: [] }]);
  });
  return combine("and", query.kind === "all" && fields.length > 0 ? fields : [query, ...fields]);
}
