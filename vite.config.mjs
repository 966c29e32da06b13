import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path) => new URL(path, import.meta.url).pathname;

/**
 * The page for citizens; in mode `gallery` that of all its screens, for those who build, which the kiosk never serves.
 * Nothing is inlined: the page's policy forbids it.
 */
export default defineConfig(({ mode }) => ({
  root: at('renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: at(mode === 'gallery' ? 'out/gallery' : 'out/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    sourcemap: false,
    // The kiosk knows the module preload; the helper would only be more script before the first paint.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: at(mode === 'gallery' ? 'renderer/gallery.html' : 'renderer/index.html') },
  },
}));
