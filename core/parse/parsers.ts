import type { Format } from "../raw_batch.ts";
import type { Parse } from "./context.ts";
import { onFirstLine } from "./first_line.ts";
import { parseJson } from "./json.ts";
import { parsePlain } from "./plain.ts";
import { parseText } from "./text.ts";

/** The parser of each format, for events of one or several lines. */
export const PARSERS: Readonly<Record<Format, Parse>> = {
  text: onFirstLine(parseText),
  json: onFirstLine(parseJson),
  logfmt: parsePlain,
  combined: parsePlain,
  syslog5424: parsePlain,
  syslog3164: parsePlain,
  docker: parsePlain,
  cri: parsePlain,
  klog: parsePlain,
  plain: parsePlain,
};
