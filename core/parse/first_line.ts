import type { Parse } from "./context.ts";

/**
 * A parser of events of several lines from a parser of one: the first line is parsed, the others join
 * its message as they are. Null where the first line is not of the format.
 */
export function onFirstLine(parse: Parse): Parse {
  return (text, context) => {
    const newline = text.indexOf("\n");
    if (newline < 0) return parse(text, context);
    const end = text.charCodeAt(newline - 1) === CARRIAGE_RETURN ? newline - 1 : newline;
    const line = parse(text.slice(0, end), context);
    return line === null ? null : { ...line, message: line.message + text.slice(end) };
  };
}

const CARRIAGE_RETURN = 13;
