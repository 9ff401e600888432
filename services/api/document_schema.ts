import { z } from "@hono/zod-openapi";
import { LEVELS, type LogDocument } from "../../core/event.ts";
import type { TrimmedDocument } from "../../core/trim_document.ts";

const DOCUMENT = z.object({
  id: z.string().openapi({ format: "uuid", example: "9f3c5a01-b2c4-8d5e-8000-000000001267" }),
  timestamp: z.string().openapi({ format: "date-time" }),
  level: z.enum(LEVELS),
  service: z.string(),
  message: z.string(),
  source: z.object({
    hostname: z.string(),
    file: z.string(),
    origin: z.string(),
    position: z.int(),
  }),
  extra_fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  ingested_at: z.string().openapi({ format: "date-time" }),
});

/** An event as the API gives it, for the OpenAPI document. */
export const LOG_DOCUMENT: z.ZodType<LogDocument> = DOCUMENT.openapi("LogDocument");

/** The same where `| fields` asked for some of it. */
export const TRIMMED_DOCUMENT: z.ZodType<TrimmedDocument> = DOCUMENT.partial()
  .required({ id: true })
  .extend({ source: DOCUMENT.shape.source.partial().optional() })
  .openapi("TrimmedDocument", { description: "Of an event what `| fields` asks for, and its id" });
