// How the desk's app is bundled: for the binary (build.mjs), or for one who
// works on it (`npx vite ui`, beside a running program).
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const own = dirname(fileURLToPath(import.meta.url));

export const config = ({ outDir } = {}) =>
  defineConfig({
    configFile: false,
    root: own,
    base: "/desk/app/",
    logLevel: "warn",
    plugins: [react()],
    build: {
      outDir,
      emptyOutDir: false,
      target: "es2022",
      assetsInlineLimit: 0, // the page's policy lets no data: address be a font or a script
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 700,
      license: { fileName: "assets/licences.md" },
    },
    server: { proxy: { "/desk/api": process.env.DATELINE ?? "http://localhost:8080" } },
  });

export default config();
