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
    // Whose code is in it, with its licences: the image's list of packages is compared with this.
    license: { fileName: '.vite/licences.json' },
  },
  // The workers share chunks, which only modules can.
  worker: { format: 'es' },
  server: { proxy: { '/graphql': 'http://localhost:8000' } },
});
