import { buildCommand } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import { parsePath } from "../../runtime/config_values.ts";
import type { ExportFormatName } from "../../services/api/export_format.ts";
import type { Context } from "../context.ts";
import { oneOf, type PlaceFlags, placeFlags, queryWords, yesFlag } from "../flags.ts";
import { runWord } from "../run_word.ts";
import { type TimeFlags, timeFlags } from "./search.ts";

interface ExportFlags extends PlaceFlags, TimeFlags {
  readonly format: ExportFormatName;
  readonly output?: string;
  readonly newest?: boolean;
}

/** `export QUERY`: all that matches, to a file or standard output. */
export const exportCommand = buildCommand<ExportFlags, string[], Context>({
  docs: {
    brief: "Write all that matches, oldest first: export level:ERROR --output errors.ndjson",
    fullDescription: "A file is there as a whole, or not at all.",
  },
  parameters: {
    flags: {
      ...timeFlags,
      format: {
        kind: "parsed",
        parse: oneOf(["ndjson", "csv"]),
        default: "ndjson",
        brief: "How it is written: ndjson (a JSON document a line) or csv",
        placeholder: "name",
      },
      output: {
        kind: "parsed",
        parse: parsePath,
        optional: true,
        brief: "Write to this file; what is there is replaced once all is written",
        placeholder: "path",
      },
      newest: yesFlag("Newest first"),
      ...placeFlags,
    },
    positional: queryWords,
  },
  async func({ format, output, newest = false, ...flags }, ...words) {
    const { readAsked } = await import("../read_filter.ts");
    const asked = readAsked({ ...flags, words }, "events");
    const { toPartPath } = await import("../whole_file.ts");
    const named = output === undefined ? [] : [output, toPartPath(output)];
    const work = async (config: Config) => {
      const { runExport } = await import("../export.ts");
      const order = newest ? "newest" : "oldest";
      return await runExport(
        config,
        { asked, format, order, output: output ?? null },
        this,
      );
    };
    return await runWord(this, { word: "export", flags, named, work });
  },
});
