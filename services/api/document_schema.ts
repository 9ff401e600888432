import { z } from "@hono/zod-openapi";
import { LEVELS, type LogDocument } from "../../core/event.ts";
import type { TrimmedDocument } from "../../core/trim_document.ts";
import { toldTime } from "./told_time.ts";

const DOCUMENT = z.object({
  id: z.string().openapi({
    description: "Of this event alone, for good",
    format: "uuid",
    example: "9f3c5a01-b2c4-8d5e-8000-000000001267",
  }),
  timestamp: toldTime("When it happened"),
  level: z.enum(LEVELS).openapi({ description: "Severity" }),
  service: z.string().openapi({ description: "Which program wrote it" }),
  message: z.string().openapi({ description: "The text without what was parsed out of it" }),
  source: z.object({
    hostname: z.string().openapi({ description: "Machine it was written on" }),
    file: z.string().openapi({ description: "Path of the file, or how else it came" }),
    origin: z.string().openapi({ description: "Of one incarnation of the file, 15 hex digits" }),
    position: z.int().openapi({ description: "Of its first byte in the file" }),
  }).openapi({ description: "Where it stands" }),
  extra_fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .openapi({ description: "Everything else that was parsed, flat, with dotted names" }),
  ingested_at: z.string().openapi({ description: "When it was taken in", format: "date-time" }),
});

/** An event as the API gives it, for the OpenAPI document. */
export const LOG_DOCUMENT: z.ZodType<LogDocument> = DOCUMENT.openapi("LogDocument", {
  description: "An event",
});

/** The same where `| fields` asked for some of it. */
export const TRIMMED_DOCUMENT: z.ZodType<TrimmedDocument> = DOCUMENT.partial()
  .required({ id: true })
  .extend({
    source: DOCUMENT.shape.source.partial().optional().openapi({ description: "Where it stands" }),
  })
  .openapi("TrimmedDocument", { description: "Of an event what `| fields` asks for, and its id" });
