import { isAtMost } from "../is_at_most.ts";

/** A text with names in it whose values come later: `{{ value }} errors of {{ service }}`. */
export type Template = readonly TemplatePart[];

/** As it stands, or what is to be put there. */
export type TemplatePart = string | { readonly name: string };

/** Of a template, characters. */
export const TEMPLATE_LENGTH_MAX = 2000;

/** Of what it becomes, UTF-16 code units. */
export const EXPANDED_LENGTH_MAX = 4000;

/**
 * Reads a template: `{{ name }}` with one of the names, and nothing else between braces. Throws RangeError, which
 * tells where in the text and what names there are.
 */
export function parseTemplate(text: string, names: readonly string[]): Template {
  if (!isAtMost(text, TEMPLATE_LENGTH_MAX)) {
    throw new RangeError(`is over ${TEMPLATE_LENGTH_MAX} characters long`);
  }
  const parts: TemplatePart[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf("{{", at);
    const literal = text.slice(at, open < 0 ? undefined : open);
    if (literal !== "") parts.push(literal);
    if (open < 0) return parts;
    const close = text.indexOf("}}", open + 2);
    if (close < 0) throw fault(open, '"{{" is not closed; add "}}"', names);
    const name = text.slice(open + 2, close).trim();
    if (!names.includes(name)) throw fault(open, toProblem(name), names);
    parts.push({ name });
    at = close + 2;
  }
}

/** The text with the values of its names. What is over {@linkcode EXPANDED_LENGTH_MAX} is cut, and ends with `…`. */
export function expandTemplate(template: Template, valueOf: (name: string) => string): string {
  let text = "";
  for (const part of template) {
    text += typeof part === "string" ? part : valueOf(part.name);
    if (text.length > EXPANDED_LENGTH_MAX) return `${cut(text, EXPANDED_LENGTH_MAX - 1)}…`;
  }
  return text;
}

/** The text that {@linkcode parseTemplate} reads as this template. */
export function printTemplate(template: Template): string {
  return template.map((part) => typeof part === "string" ? part : `{{ ${part.name} }}`).join("");
}

/** Not within a character. */
function cut(text: string, length: number): string {
  const isWithin = text.codePointAt(length - 1)! > 0xffff;
  return text.slice(0, isWithin ? length - 1 : length);
}

function toProblem(name: string): string {
  if (name === "") return 'nothing stands between "{{" and "}}"';
  const shown = JSON.stringify(name.slice(0, 100));
  return `there is no ${shown}, and braces hold nothing but a name`;
}

function fault(at: number, problem: string, names: readonly string[]): RangeError {
  const known = names.slice(0, NAMES_TOLD_MAX).join(", ");
  return new RangeError(`is faulty at column ${at + 1}: ${problem}; names are ${known}`);
}

const NAMES_TOLD_MAX = 30;
