import { type Context, Hono } from "@hono/hono";
import { createLogger, logRequests } from "../../client/logger/mod.ts";
import { captureConsole } from "../../client/logger/capture_console.ts";
import { type ApiHandler, createApi } from "../../lib/api.ts";
import { ArrayStore } from "../contract/array_store.ts";

/** What a worker is given beside the request. */
export interface WorkerVariables {
  /** Where LogFlow's API is. */
  readonly LOGFLOW_URL: string;
}

type AppContext = Context<{ Bindings: WorkerVariables }>;

/** The API over a store in memory below `/api`; an app that logs to LogFlow below `/app`. */
export const worker = {
  fetch(
    request: Request,
    variables: WorkerVariables,
    context: { waitUntil(promise: Promise<unknown>): void },
  ): Promise<Response> | Response {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith("/app")) return openApi(request).fetch(request);
    return app.fetch(request, variables, { ...toExecution(context) });
  },
};

const store = new ArrayStore();

let api: ApiHandler | null = null;

/** Under the name by which it is called first. */
function openApi({ url }: Request): ApiHandler {
  const { reader, writer } = store;
  return api ??= createApi({ reader, writer, names: [new URL(url).host] });
}

const app = new Hono<{ Bindings: WorkerVariables }>();

app.use(logRequests((c: AppContext) => openLogger(c)));

app.get("/app/order/:id", (c) => c.text(`order ${c.req.param("id")}`));

app.get("/app/console", async (c) => {
  const own = { ...console };
  const logger = openLogger(c);
  const end = captureConsole(logger, { console: own, methods: ["warn"] });
  own.warn("written to the console", { order: 5 });
  end();
  return c.json(await logger.flush());
});

function openLogger(c: AppContext) {
  return createLogger({
    url: c.env.LOGFLOW_URL,
    service: "edge-app",
    waitUntil: (sent) => c.executionCtx.waitUntil(sent),
  });
}

function toExecution(context: { waitUntil(promise: Promise<unknown>): void }) {
  return {
    waitUntil: (promise: Promise<unknown>) => context.waitUntil(promise),
    passThroughOnException() {},
    props: {},
  };
}
