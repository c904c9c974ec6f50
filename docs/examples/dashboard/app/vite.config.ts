import { defaultClientConditions, defineConfig } from "vite"

// Where a source map ends at such a directive, Rollup says so as well.
const isAboutDirective = ({ code, message }: { readonly code?: string | undefined; readonly message: string }) =>
  code === "SOURCEMAP_ERROR" && message.includes("Can't resolve original location")

export default defineConfig({
  // From the packages' sources: the page builds where nothing was built before.
  resolve: { conditions: ["@openrouter-keys/source", ...defaultClientConditions] },
  esbuild: { jsx: "automatic" },
  build: {
    outDir: "../dist/app",
    emptyOutDir: true,
    // The page's content security policy takes no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      // "use client" is for servers that render; there is none here.
      onwarn: (warning, warn) => warning.code === "MODULE_LEVEL_DIRECTIVE" || isAboutDirective(warning) || warn(warning)
    }
  }
})
