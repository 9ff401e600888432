import { z } from "@hono/zod-openapi";
import { isAtMost } from "../../../core/is_at_most.ts";

/** Text of at most `max` characters in a body. */
export function bodyText(max: number): z.ZodString {
  return z.string({ error: toFault })
    .refine((given) => isAtMost(given, max), `is over ${max} characters long`)
    .openapi({ maxLength: max });
}

/** The same, not empty and without line feeds and other control characters: a name. */
export function lineOfText(max: number): z.ZodString {
  // deno-lint-ignore no-control-regex
  return bodyText(max).regex(/^[^\u0000-\u001f\u007f-\u009f]+$/, "is not one line of text");
}

/** What is said of a value that is not of the wanted type. */
function toFault({ input }: { readonly input: unknown }): string {
  return input === undefined ? "is missing" : "is no text";
}
