/** What zod is to tell of a value that is none of what belongs there, such as `text`. */
export function tellNo(what: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => input === undefined ? "is missing" : `is no ${what}`;
}
