import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Scripts and styles also packed, once and as small as can be: the server only hands them out. */
const packed: Plugin = {
  name: "packed",
  // When all is written: until then other plugins still change the scripts.
  async writeBundle({ dir = "." }, bundle) {
    const names = Object.keys(bundle).filter((name) => /^assets\/.*\.(js|css)$/.test(name));
    for (const name of names) {
      const source = await readFile(join(dir, name));
      await writeFile(join(dir, `${name}.gz`), gzipSync(source, { level: 9 }));
    }
  },
};

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react(), tailwindcss(), packed],
  resolve: { alias: { "@": here("./src") } },
  build: {
    // The back end serves the page from its own package, so that the wheel carries it.
    outDir: here("../src/modelshelf/app/page"),
    emptyOutDir: true,
    // The content security policy allows no `data:` addresses.
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
