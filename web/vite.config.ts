import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin, Rolldown } from "vite";
import { defineConfig } from "vitest/config";
import { FIRST_PARTS } from "./src/app/first-parts.ts";

/** Scripts and styles also packed, once and as small as can be: the server only hands them out. */
const packed: Plugin = {
  name: "packed",
  // When all is written: until then other plugins still change the scripts.
  async writeBundle({ dir = "." }, bundle) {
    const names = Object.keys(bundle).filter((name) => /^assets\/.*\.(js|css)$/.test(name));
    for (const name of names) {
      const source = await readFile(join(dir, name));
      await writeFile(join(dir, `${name}.gz`), gzipSync(source, { level: 9 }));
      await writeFile(join(dir, `${name}.br`), brotliCompressSync(source));
    }
  },
};

type ChunkingContext = Rolldown.ChunkingContext;

/** What draws every page, so that its chunks come side by side and not one after the other. */
const NEEDED_BY_ALL = "src/app/app.tsx";

/** Tells the browser of chunks before the script that asks for them is there. */
const announced: Plugin = {
  name: "announced",
  async writeBundle({ dir = "." }, bundle) {
    const file = join(dir, "index.html");
    const html = await readFile(file, "utf8");
    const modules = await lazyModules();
    const withChunksOf = (ids: readonly string[]) => {
      const links = [...chunksOf(ids, bundle)]
        .filter((name) => !html.includes(name))
        // The largest first: it takes longest, and there are few connections.
        .sort((a, b) => sizeOf(bundle[b]) - sizeOf(bundle[a]))
        // After what the first paint needs, which is the style sheet alone.
        .map(
          (name) => `<link rel="modulepreload" crossorigin fetchpriority="low" href="/${name}">`,
        );
      return html.replace("  </head>", `    ${links.join("\n    ")}\n  </head>`);
    };
    await mkdir(join(dir, "index"));
    for (const [part, page] of Object.entries(FIRST_PARTS)) {
      const id = modules.get(page) ?? `no module of ${page}`;
      const whole = withChunksOf([here(NEEDED_BY_ALL), id]);
      await writeFile(part === "" ? file : join(dir, "index", `${part}.html`), whole);
    }
  },
};

/** The modules that `pages.ts` loads when they are wanted, by their names there. */
async function lazyModules(): Promise<Map<string, string>> {
  const source = await readFile(here("src/app/pages.ts"), "utf8");
  const found = source.matchAll(/(\w+): \(\) => import\("(.+?)"\)/g);
  const idOf = (path: string) =>
    `${here(path.replace("@/", "src/").replace("./", "src/app/"))}.tsx`;
  return new Map([...found].map(([, name = "", path = ""]) => [name, idOf(path)]));
}

const sizeOf = (file?: Rolldown.OutputBundle[string]) =>
  file?.type === "chunk" ? file.code.length : 0;

/** The chunks of modules, and all that these need at once. */
function chunksOf(ids: readonly string[], bundle: Rolldown.OutputBundle): Set<string> {
  const names = new Set<string>();
  const add = (name: string) => {
    const chunk = bundle[name];
    if (chunk?.type !== "chunk" || names.has(name)) return;
    names.add(name);
    chunk.imports.forEach(add);
  };
  const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
  for (const id of ids) {
    const chunk = chunks.find(({ moduleIds }) => moduleIds.includes(id));
    if (chunk === undefined) throw new Error(`No chunk has ${id}: a page would come late.`);
    add(chunk.fileName);
  }
  return names;
}

/** What a module needs at once, in this order; what is loaded later does not count. */
function neededBy(paths: readonly string[], graph: ChunkingContext): Set<string> {
  const found = new Set<string>();
  const add = (id: string) => {
    if (found.has(id)) return;
    found.add(id);
    graph.getModuleInfo(id)?.importedIds.forEach(add);
  };
  for (const path of paths) add(here(path));
  return found;
}

let ofAll: Set<string> | undefined;
function isOfAll(id: string, context: ChunkingContext): boolean {
  ofAll ??= neededBy(["src/app/app.tsx", "src/features/accounts/sign-in-page.tsx"], context);
  return ofAll.has(id);
}

/** What opens below a button, and all that places it there: no page needs it before a press. */
const OF_MENUS =
  /(@floating-ui[\\/]|@radix-ui[\\/]react-(dropdown-menu|menu|popover|popper|arrow)[\\/]|src[\\/]ui[\\/](menu|popover)\.tsx)/;

/** What keeps the focus inside of a dialog or menu, and what draws the first: as late as these. */
const OF_DIALOGS =
  /(node_modules[\\/](@radix-ui|react-remove-scroll(-bar)?|react-style-singleton|use-sidecar|use-callback-ref|aria-hidden|tslib)[\\/]|src[\\/]ui[\\/](modal|dialog-panel)\.tsx)/;

/** Few chunks: on a slow network each costs more than its bytes, and small ones pack badly. */
const groups = [
  // What runs before the texts are those of the reader's language; those of English are in it.
  { name: "start", tags: ["$initial" as const], priority: 6 },
  // By itself, so that it is read while the others are still on their way: see main.tsx.
  { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 4.5 },
  {
    debugName: "of all pages",
    test: /node_modules/,
    name: (id: string, context: ChunkingContext) => (isOfAll(id, context) ? "libraries" : null),
    priority: 4,
  },
  {
    debugName: "of all pages, ours",
    name: (id: string, context: ChunkingContext) => (isOfAll(id, context) ? "base" : null),
    minShareCount: 2,
    priority: 3,
  },
  { name: "menus", test: OF_MENUS, includeDependenciesRecursively: false, priority: 2 },
  { name: "dialogs", test: OF_DIALOGS, includeDependenciesRecursively: false, priority: 1 },
  { name: "parts", minShareCount: 2, priority: 0 },
];

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react(), tailwindcss(), announced, packed],
  resolve: { alias: { "@": here("./src") } },
  build: {
    // The back end serves the page from its own package, so that the wheel carries it.
    outDir: here("../src/modelshelf/app/page"),
    emptyOutDir: true,
    // The content security policy allows no `data:` addresses.
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
