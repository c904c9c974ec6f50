import { defaultClientConditions, defineConfig } from "vite"

export default defineConfig({
  // From the packages' sources: the page builds where nothing was built before.
  resolve: { conditions: ["@openrouter-keys/source", ...defaultClientConditions] },
  esbuild: { jsx: "automatic" },
  build: {
    outDir: "../dist/app",
    emptyOutDir: true,
    // The page's content security policy takes no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false }
  }
})
