/** How the client is built: one script, one style sheet, nothing inline, so that the strict CSP holds. */
import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';
import { documents } from './dev/documents.ts';

// Few files, for each costs a telephone time: what all pages have, what many have, and the card.
const CHUNKS = [
  { name: 'frame', tags: ['$initial' as const], priority: 2 },
  {
    name: 'shared',
    test: /src.(view|api|forms|words|card.PhoneNotice)/,
    minShareCount: 8,
    priority: 1,
  },
  { name: 'card', test: /src.card/, minShareCount: 4 },
];

export default defineConfig({
  plugins: [documents(), preact({ devToolsEnabled: false })],
  build: {
    assetsInlineLimit: 0,
    modulePreload: false,
    sourcemap: false,
    manifest: true,
    // Whose code is in it, with its licences: the image's list of packages is compared with this.
    license: { fileName: '.vite/licences.json' },
    rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } },
  },
  server: {
    proxy: { '/graphql': 'http://localhost:8000' },
    // A test compares the captures with what the server's own command makes of them.
    fs: { allow: ['.', '../../tests/fixtures/captures'] },
  },
  test: {
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { url: 'http://localhost:8000/' } },
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
  },
});
