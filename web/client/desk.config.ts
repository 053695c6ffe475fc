/** How the desk of the staff is built: apart from the portal, so that no applicant loads any of it. */
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { documents } from './dev/documents.ts';

export default defineConfig({
  plugins: [documents(), preact({ devToolsEnabled: false })],
  base: '/staff/',
  build: {
    // Within the portal's own folder, which the portal's build empties first.
    outDir: 'dist/desk',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    manifest: true,
    // Whose code is in it, with its licences: the image's list of packages is compared with this.
    license: { fileName: '.vite/licences.json' },
    rolldownOptions: { input: 'desk.html' },
  },
});
