/** A file that the page of the docs needs. */
export interface DocsAsset {
  /** Media type. */
  readonly type: string;
  /** Reads it; what others have made is loaded when it is wanted first. */
  load(): Promise<string>;
}

/** Files by the names under which they are served. */
export type DocsAssets = Readonly<Record<string, DocsAsset>>;

/** By the names under which they are served: the page at `/docs`, the others beside it. */
export const DOCS_ASSETS: DocsAssets = {
  "index.html": { type: "text/html; charset=utf-8", load: () => Promise.resolve(PAGE) },
  "start.js": { type: "text/javascript; charset=utf-8", load: () => Promise.resolve(START) },
  "swagger-ui-bundle.js": {
    type: "text/javascript; charset=utf-8",
    load: async () =>
      (await import("swagger-ui-dist/swagger-ui-bundle.js", { with: { type: "text" } })).default,
  },
  "swagger-ui.css": {
    type: "text/css; charset=utf-8",
    load: async () =>
      (await import("swagger-ui-dist/swagger-ui.css", { with: { type: "text" } })).default,
  },
};

/** Nothing of another server, and nothing that stands in the page itself, is run. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>LogFlow: REST API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

const START = `"use strict";
SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
`;
