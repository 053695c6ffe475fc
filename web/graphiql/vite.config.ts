/** How GraphiQL is built: under its own path, nothing inline but fonts, workers as files. */
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/graphiql/',
  build: {
    assetsInlineLimit: 0,
    // Monaco is one piece of 3 MB; only who opens GraphiQL loads it.
    chunkSizeWarningLimit: 4_000,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  // The workers share chunks, which only modules can.
  worker: { format: 'es' },
  server: { proxy: { '/graphql': 'http://localhost:8000' } },
});
