import { defineConfig } from '@playwright/test';

/**
 * Tests on a real Electron: `test/e2e` walks the whole terminal, `test/screens` looks at every screen of the gallery.
 * scripts/test.mjs builds first and gives the runtime's path in YIZHAN_ELECTRON and a display.
 */
export default defineConfig({
  testDir: 'test',
  testMatch: ['e2e/**/*.spec.ts', 'screens/**/*.spec.ts'],
  outputDir: 'test-results',
  timeout: 60_000,
  // Each starts an Electron of several processes; two at a time is what a small machine carries.
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
});
