import { expect, it } from "vitest";
import document from "../../openapi.json";

/** Reached by their address, and not by the client. */
const NAMED: Record<string, string> = {
  "GET /api/v2/events": "the live connection, an EventSource",
  "GET /api/v2/models/custom/export": "a link that saves the list as a file",
};
const TOLD_BY_THE_SERVER: Record<string, string> = {
  "GET /api/v2/auth/oidc/start": "the ways to sign in say where each begins",
  "GET /api/v2/auth/oidc/callback": "the provider sends the browser back to it",
};
const FOR_PROGRAMS: Record<string, string> = {
  "GET /api/v2/auth/me": "the page asks for the session, which refuses nobody",
  "GET /api/v2/collections/{collection_id}": "the list says of each all that this does",
  "GET /api/v2/models/custom": "the models' list says which are one's own",
  "POST /api/v2/models/used": "programs report what they have loaded",
  "GET /health": "for whoever watches over the server",
  "GET /ready": "for whoever watches over the server",
  "GET /metrics": "for Prometheus",
};

const EXCUSED = { ...NAMED, ...TOLD_BY_THE_SERVER, ...FOR_PROGRAMS };

const METHODS = new Set(["get", "post", "put", "patch", "delete"]);
const sources = Object.entries(
  import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }),
).filter(([path]) => !/\.(gen|test)\.tsx?$/.test(path));
const text = sources.map(([, source]) => source).join("\n");
const called = new Set(
  [...text.matchAll(/api\s*\.(GET|POST|PUT|PATCH|DELETE)\(\s*"([^"]+)"/g)].map(
    ([, method, path]) => `${method} ${path}`,
  ),
);
const offered = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods)
    .filter((method) => METHODS.has(method))
    .map((method) => `${method.toUpperCase()} ${path}`),
);

it("has a place for every route that a person needs", () => {
  const left = offered.filter((route) => !called.has(route) && !(route in EXCUSED));
  expect(left).toEqual([]);
});

it("excuses no route that is gone, or that the page calls by now", () => {
  expect(
    Object.keys(EXCUSED).filter((route) => !offered.includes(route) || called.has(route)),
  ).toEqual([]);
});

it("names the addresses that it says it does", () => {
  const paths = Object.keys(NAMED).map((route) => route.replace(/^\w+ /, ""));
  expect(paths.filter((path) => !text.includes(`"${path}"`))).toEqual([]);
});
