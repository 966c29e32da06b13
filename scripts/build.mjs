/**
 * Bundles what Electron runs: main, preload and journal process as CommonJS by rolldown, the pages by Vite.
 * A part whose sources have not changed since it was built is left alone; `--force` builds all.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from './alone.mjs';
import { enter } from './bootstrap.mjs';
import { root } from './pinned-node.mjs';
import { guarded, step } from './say.mjs';

/** Oldest runtime that the product must run on (see electron-runtime.mjs). */
const NODE_TARGET = 'node20';
const PAGE_TARGET = 'chrome130';

/** Not bundled: the runtime itself, and what brings binaries or finds its own files beside it. */
const EXTERNAL = ['electron', 'better-sqlite3', 'serialport', /^@serialport\//, 'node-hid'];

/** How long each plugin took is for who tunes the build. */
const quiet = { rolldownOptions: { checks: { pluginTimings: false } } };

const PARTS = [
  {
    name: 'main',
    entry: 'main/index.ts',
    output: 'out/main/main.cjs',
    sources: ['contract', 'devices', 'locales', 'main'],
    make: bundle,
  },
  {
    name: 'preload',
    entry: 'main/shell/preload.ts',
    output: 'out/preload/index.cjs',
    sources: ['contract', 'main/shell'],
    make: bundle,
  },
  {
    name: 'journal',
    entry: 'main/journal/process.ts',
    output: 'out/journal/process.cjs',
    sources: ['contract', 'main/journal'],
    make: bundle,
  },
  {
    name: 'page',
    entry: 'renderer/index.html',
    output: 'out/renderer/index.html',
    sources: ['contract', 'locales', 'renderer', 'vite.config.mjs'],
    make: () => buildPage('production'),
  },
  {
    name: 'gallery',
    entry: 'renderer/gallery.html',
    output: 'out/gallery/gallery.html',
    sources: ['contract', 'locales', 'renderer', 'vite.config.mjs'],
    forTests: true,
    make: () => buildPage('gallery'),
  },
  {
    name: 'bench page',
    entry: 'devices/bench/page/index.html',
    output: 'out/bench/index.html',
    sources: ['contract', 'devices', 'locales', 'renderer'],
    make: async () => {
      const [{ build: vite }, { default: react }] = await Promise.all([
        import('vite'),
        import('@vitejs/plugin-react'),
      ]);
      await vite({
        configFile: false,
        root: path.join(root, 'devices/bench/page'),
        base: './',
        plugins: [react()],
        logLevel: 'warn',
        build: {
          ...quiet,
          outDir: path.join(root, 'out/bench'),
          emptyOutDir: true,
          target: PAGE_TARGET,
          assetsInlineLimit: 0,
        },
      });
    },
  },
];

async function buildPage(mode) {
  const { build: vite } = await import('vite');
  await vite({ configFile: path.join(root, 'vite.config.mjs'), mode, logLevel: 'warn', build: quiet });
}

async function bundle({ entry, output }) {
  const { rolldown } = await import('rolldown');
  const made = await rolldown({
    input: path.join(root, entry),
    platform: 'node',
    external: EXTERNAL,
    transform: { target: NODE_TARGET },
  });
  try {
    await made.write({ file: path.join(root, output), format: 'cjs', sourcemap: true, codeSplitting: false });
  } finally {
    await made.close();
  }
}

function filesUnder(place) {
  const at = path.join(root, place);
  const stat = fs.statSync(at, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [place];
  return fs
    .readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(test|spec)\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** Of everything that the part is made of, by content: a touched file is not a changed one. */
function sourcesHash(part) {
  const common = ['package-lock.json', 'tsconfig.json', 'scripts/build.mjs'];
  const hash = createHash('sha256');
  for (const file of [...common, ...part.sources.flatMap(filesUnder)].sort()) {
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

const stampOf = (part) => path.join(root, 'out', `.${part.name.replace(' ', '-')}.stamp`);

function isFresh(part, hash) {
  const stamp = stampOf(part);
  return (
    fs.existsSync(path.join(root, part.output)) &&
    fs.existsSync(stamp) &&
    fs.readFileSync(stamp, 'utf8') === hash
  );
}

/** Builds the parts that have changed, with `forTests` also those only tests look at. Rejects with the bundler's own words. */
export async function build({ force = false, forTests = false } = {}) {
  await alone('build', async () => {
    const stale = PARTS.filter((part) => forTests || !part.forTests)
      .filter((part) => fs.existsSync(path.join(root, part.entry)))
      .map((part) => ({ part, hash: sourcesHash(part) }))
      .filter(({ part, hash }) => force || !isFresh(part, hash));
    if (stale.length === 0) return;
    fs.mkdirSync(path.join(root, 'out'), { recursive: true });
    await step(`Building ${stale.map(({ part }) => part.name).join(', ')}`, () =>
      Promise.all(
        stale.map(async ({ part, hash }) => {
          fs.rmSync(stampOf(part), { force: true });
          await part.make(part);
          fs.writeFileSync(stampOf(part), hash);
        }),
      ),
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await guarded(async () => {
    if (await enter()) await build({ force: process.argv.includes('--force') });
  });
}
