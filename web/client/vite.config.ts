/** How the client is built: one script, one style sheet, nothing inline, so that the strict CSP holds. */
import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [preact({ devToolsEnabled: false })],
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    manifest: true,
  },
  server: { proxy: { '/graphql': 'http://localhost:8000' } },
  test: {
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { url: 'http://localhost:8000/' } },
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
  },
});
