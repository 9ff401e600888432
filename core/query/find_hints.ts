import { parseLevel } from "../level.ts";

/**
 * What may have been meant by a query that finds nothing: sentences, none where nothing looks like another
 * language's way. The query is one that can be read.
 */
export function findHints(text: string): string[] {
  // What stands in quotes is meant as it is.
  const written = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  return HINTS.flatMap(([sign, toHint]) => {
    const found = sign.exec(written);
    return found === null ? [] : toHint(found) ?? [];
  });
}

type Hint = readonly [sign: RegExp, toHint: (found: RegExpExecArray) => string | null];

const HINTS: readonly Hint[] = [
  [
    /(?:^|[\s(])([\p{L}_@][\p{L}\p{N}_.-]*)\s*(=|==|=~)\s*(?=[\p{L}\p{N}"*])/u,
    ([, name, sign]) => `"${name}${sign}" is a word; a field is written ${name}:value`,
  ],
  [
    /(?:^|[\s(])([\p{L}_@][\p{L}\p{N}_.-]*)\s*([<>]=?)\s*(-?[\d.]+)/u,
    ([, name, sign, number]) => `"${sign}" alone is no range; write ${name}:${sign}${number}`,
  ],
  [
    /\S\s(and|or|not)\s\S/,
    ([, word]) => `"${word}" is a word like any other; write ${word!.toUpperCase()} to join others`,
  ],
  [
    /(?:^|[\s(])level:([\p{L}\d_-]+)(?![\p{L}\d_*?-])/u,
    ([, level]) =>
      parseLevel(level!) === null
        ? `there is no level "${level}"; there are TRACE, DEBUG, INFO, WARN, ERROR, FATAL, UNKNOWN`
        : null,
  ],
  [
    /(?:^|[\s(])(from|to|limit|sort|order):/,
    ([, name]) => `"${name}:" is a field here; give it beside the query`,
  ],
  [
    /(?:^|[\s:(])\/[^\s/]+\/(?=$|[\s)])/,
    () => "there are no regular expressions; * stands for any characters, ? for one",
  ],
];
