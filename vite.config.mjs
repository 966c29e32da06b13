import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path) => new URL(path, import.meta.url).pathname;

/** The page for citizens and the gallery of all its screens. Nothing is inlined: the page's policy forbids it. */
export default defineConfig({
  root: at('renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: at('out/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    sourcemap: false,
    // The kiosk knows the module preload; the helper would only be more script before the first paint.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { index: at('renderer/index.html'), gallery: at('renderer/gallery.html') } },
  },
});
