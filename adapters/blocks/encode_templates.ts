import { countUnits } from "../../core/utf8.ts";
import { VarintWriter } from "../../core/varint.ts";
import type { TemplatesMeta } from "./column_templates.ts";
import { type ScannedTemplates, scanTemplates } from "./template_scan.ts";

/** The bytes of the three columns, not packed yet; views that the next encoding may overwrite. */
export interface EncodedTemplates {
  /** What is needed to decode them. */
  readonly meta: TemplatesMeta;
  /** The templates and how often each occurs. */
  readonly templates: Uint8Array;
  /** The code of each row's template. */
  readonly codes: Uint8Array;
  /** All variables, slot by slot, in each slot in order of rows, with U+0000 after each. */
  readonly variables: Uint8Array;
  /** As scanned, for whoever wants to see all words. */
  readonly scanned: ScannedTemplates;
}

/** Null when a text has a U+0000, or they are not made from few templates. */
export function encodeTemplates(utf8: Uint8Array, count: number): EncodedTemplates | null {
  const scanned = scanTemplates(utf8, count);
  if (scanned === null) return null;
  const width = scanned.counts.length <= 256 ? 1 : 2;
  const { codes } = scanned;
  const { variables, slotBytes } = sortBySlot(scanned);
  return {
    meta: { kind: "templates", width, lower: !scanned.capitals, plain: scanned.plain },
    templates: writeTemplates(scanned, slotBytes),
    codes: width === 1 ? Uint8Array.from(codes) : new Uint8Array(codes.buffer),
    variables,
    scanned,
  };
}

/** Variables come message by message and go slot by slot, so that like ones stand together. */
function sortBySlot({ codes, counts, slots, variables, ends }: ScannedTemplates) {
  const firstSlots = new Uint32Array(counts.length);
  let slotCount = 0;
  for (let code = 0; code < counts.length; code++) {
    firstSlots[code] = slotCount;
    slotCount += slots[code]!;
  }
  const slotBytes = new Uint32Array(slotCount);
  for (let row = 0, i = 0, start = 0; row < codes.length; row++) {
    const code = codes[row]!;
    const first = firstSlots[code]!;
    for (let slot = first; slot < first + slots[code]!; slot++) {
      const end = ends[i++]!;
      slotBytes[slot]! += end - start + 1;
      start = end;
    }
  }
  const next = new Uint32Array(slotCount);
  for (let slot = 1; slot < slotCount; slot++) next[slot] = next[slot - 1]! + slotBytes[slot - 1]!;
  const sorted = new Uint8Array(variables.length + ends.length);
  for (let row = 0, i = 0, at = 0; row < codes.length; row++) {
    const code = codes[row]!;
    const first = firstSlots[code]!;
    for (let slot = first; slot < first + slots[code]!; slot++) {
      const end = ends[i++]!;
      let to = next[slot]!;
      while (at < end) sorted[to++] = variables[at++]!;
      next[slot] = to + 1;
    }
  }
  return { variables: sorted, slotBytes };
}

/**
 * Numbers as varints: how many templates; length (UTF-16 code units), count and slots of each; bytes of
 * each slot; the texts.
 */
function writeTemplates(
  { templates, lengths, counts, slots }: ScannedTemplates,
  slotBytes: Uint32Array,
): Uint8Array {
  const writer = new VarintWriter(templates.length + 16 * lengths.length + 1024);
  writer.write(lengths.length);
  for (let code = 0, at = 0; code < lengths.length; code++) {
    writer.write(countUnits(templates, at, at += lengths[code]! + 1) - 1);
    writer.write(counts[code]!);
    writer.write(slots[code]!);
  }
  for (let slot = 0; slot < slotBytes.length; slot++) writer.write(slotBytes[slot]!);
  writer.writeBytes(templates);
  return writer.bytes();
}
