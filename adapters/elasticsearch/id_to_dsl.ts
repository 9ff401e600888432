import type { Pattern } from "../../core/query/ast.ts";
import { parseId, toId } from "../../core/id.ts";
import { literalText } from "../../core/query/pattern.ts";
import { allOf, type Dsl, EVERYTHING, isAnything, NOTHING } from "./dsl.ts";

/** The documents whose id fits: the whole id, or its beginning. Throws RangeError on any other pattern. */
export function idToDsl(pattern: Pattern): Dsl {
  const literal = literalText(pattern);
  if (literal !== null) return wholeToDsl(literal);
  if (isAnything(pattern)) return EVERYTHING;
  const [prefix, rest, ...others] = pattern;
  if (
    typeof prefix === "string" && rest !== undefined && isAnything([rest]) && others.length === 0
  ) {
    return prefixToDsl(prefix);
  }
  throw new RangeError(
    "Cannot search for ids by such a pattern: only a whole id or its beginning, as id:9f3c5a01*, " +
      "can be looked for on Elasticsearch",
  );
}

function wholeToDsl(id: string): Dsl {
  const key = parseId(id);
  if (key === null || toId(key) !== id) return NOTHING;
  return allOf([
    { term: { "source.origin": key.origin } },
    { term: { "source.position": key.position } },
  ]);
}

/** An id is `oooooooo-oooo-8ooo-vppp-pppppppppppp`: 15 digits of origin, 2 bits and 15 digits of position. */
function prefixToDsl(prefix: string): Dsl {
  if (!isBeginning(prefix)) return NOTHING;
  const digits = prefix.replaceAll("-", "");
  const origin = digits.slice(0, 12) + digits.slice(13, 16);
  if (digits.length <= 16) return { prefix: { "source.origin": origin } };
  const position = (parseInt(digits[16]!, 16) & 3).toString(16) + digits.slice(17);
  const low = BigInt(`0x${position.padEnd(16, "0")}`);
  const high = BigInt(`0x${position.padEnd(16, "f")}`);
  if (low > POSITION_MAX) return NOTHING;
  return allOf([
    { term: { "source.origin": origin } },
    {
      range: {
        "source.position": {
          gte: Number(low),
          lte: Number(high < POSITION_MAX ? high : POSITION_MAX),
        },
      },
    },
  ]);
}

function isBeginning(prefix: string): boolean {
  return prefix.length <= FORM.length && [...prefix].every((digit, i) => {
    const wanted = FORM[i]!;
    return wanted === "x"
      ? /[0-9a-f]/.test(digit)
      : wanted === "v"
      ? /[89ab]/.test(digit)
      : digit === wanted;
  });
}

const FORM = "xxxxxxxx-xxxx-8xxx-vxxx-xxxxxxxxxxxx";
const POSITION_MAX = BigInt(Number.MAX_SAFE_INTEGER);
