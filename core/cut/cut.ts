import type { Cut, CutOptions } from "./cut_options.ts";
import { readCriRecord } from "./cri_record.ts";
import { cutLines } from "./cut_lines.ts";
import { cutRecords } from "./cut_records.ts";
import { readDockerRecord } from "./docker_record.ts";

export type { Cut, CutOptions } from "./cut_options.ts";

/**
 * Cuts the bytes of a source into events: lines, with the lines that continue them (stack traces,
 * indented text) joined, and lines over `EVENT_BYTES_MAX` cut into parts. A function of its
 * arguments alone: a repeat gives the same events. Never throws for what the bytes hold.
 *
 * The `consumed` bytes given again, alone, with flush `all`, give the same text: so a batch whose text is
 * not the input itself (see `Cut.bytes`) can be made again from its source.
 *
 * The caller goes on at `consumed` with the returned `part`. Nothing of an event is given out before
 * its end is known, unless flushed; given 2 × `EVENT_BYTES_MAX` bytes or more, some are always consumed.
 */
export function cut(bytes: Uint8Array<ArrayBuffer>, options: CutOptions): Cut {
  if (options.format === "docker") return cutRecords(bytes, options, readDockerRecord);
  if (options.format === "cri") return cutRecords(bytes, options, readCriRecord);
  return cutLines(bytes, options);
}
