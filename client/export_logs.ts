import { ApiError } from "./api_error.ts";
import { toFilterQuery } from "./filter_query.ts";
import type { ExportOptions, ExportTextOptions } from "./options.ts";
import { MESSAGE_CHARS_MAX } from "./parse_event_stream.ts";
import { readTexts } from "./read_texts.ts";
import { createLineSplitter } from "./split_lines.ts";
import type { ByteStream, Transport } from "./transport.ts";

/** All events that match, one after the other. */
export async function* exportLogs<E>(
  transport: Transport,
  options: ExportOptions,
): AsyncGenerator<E> {
  const stream = await openExport(transport, { ...options, format: "ndjson" });
  try {
    for await (const line of readLines(stream)) yield JSON.parse(line);
  } catch (error) {
    const isOurs = error instanceof SyntaxError || error instanceof RangeError;
    throw isOurs ? toUnreadable(error) : error;
  } finally {
    stream.close();
  }
}

/** The same as the API writes it. */
export async function exportText(
  transport: Transport,
  options: ExportTextOptions,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const stream = await openExport(transport, options);
  return new ReadableStream({
    async pull(controller) {
      const bytes = await stream.read();
      if (bytes !== null) return controller.enqueue(bytes);
      stream.close();
      controller.close();
    },
    cancel: () => stream.close(),
  }, { highWaterMark: 0 });
}

async function openExport(
  transport: Transport,
  { order, format, signal, ...filter }: ExportTextOptions,
): Promise<ByteStream> {
  const query = { ...toFilterQuery(filter), order, format };
  return await transport.open("export", { query, signal });
}

/** Lines without their ends; what follows the last end is one, too, so that nothing is lost in silence. */
async function* readLines(stream: ByteStream): AsyncGenerator<string> {
  const split = createLineSplitter(MESSAGE_CHARS_MAX);
  for await (const text of readTexts(stream)) yield* split(text);
  for (const line of split("\n")) if (line !== "") yield line;
}

function toUnreadable(cause: Error): ApiError {
  const message = `Cannot read the export: ${cause.message}`;
  return new ApiError(message, { status: 200, cause });
}
