/** A text with names in it whose values come later: `{{ value }} errors of {{ service }}`. */
export type Template = readonly TemplatePart[];

/** As it stands, or what is to be put there. */
export type TemplatePart = string | { readonly name: string };
