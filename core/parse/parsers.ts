import type { Format } from "../raw_batch.ts";
import { parseCombined } from "./combined.ts";
import type { Parse } from "./context.ts";
import { parseCri } from "./cri.ts";
import { parseDocker } from "./docker.ts";
import { onFirstLine } from "./first_line.ts";
import { parseJson } from "./json.ts";
import { parseKlog } from "./klog.ts";
import { parseLogfmt } from "./logfmt.ts";
import { parseOther } from "./other.ts";
import { parseSyslog3164 } from "./syslog3164.ts";
import { parseSyslog5424 } from "./syslog5424.ts";
import { parseText } from "./text.ts";

/** The parser of each format, for events of one or several lines. */
export const PARSERS: Readonly<Record<Format, Parse>> = {
  text: parseText,
  json: onFirstLine(parseJson),
  logfmt: onFirstLine(parseLogfmt),
  combined: onFirstLine(parseCombined),
  syslog5424: onFirstLine(parseSyslog5424),
  syslog3164: onFirstLine(parseSyslog3164),
  docker: parseDocker,
  cri: parseCri,
  klog: onFirstLine(parseKlog),
  plain: parseOther,
};
