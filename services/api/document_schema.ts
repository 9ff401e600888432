import { z } from "@hono/zod-openapi";
import { LEVELS, type LogDocument } from "../../core/event.ts";

/** An event as the API gives it, for the OpenAPI document. */
export const LOG_DOCUMENT: z.ZodType<LogDocument> = z.object({
  id: z.string().openapi({ example: "9f3c5a01-b2c4-8d5e-8000-000000001267" }),
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
}).openapi("LogDocument");
