import { defineConfig } from 'vitest/config';

/**
 * Unit tests, beside the files they test, and integration tests over real ptys and sockets.
 * What ends in `.spec.ts` needs an Electron and belongs to Playwright.
 */
export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx,mjs}'],
    exclude: ['node_modules/**', 'out/**', '.yizhan/**'],
    pool: 'forks',
    // Processes, ptys and disks on a small, busy machine: a test that waits longer than this waits in vain.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    env: { TZ: 'Asia/Shanghai' },
  },
});
