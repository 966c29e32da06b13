/**
 * `npm test`: everything that must hold, in one command. The last line is `N passed, N failed, N skipped`, alone.
 * For developers: `npm test -- --only lint|unit|e2e [file …]`.
 */
import { parseArgs } from 'node:util';
import { bootstrap, enter } from './bootstrap.mjs';
import { openDisplay } from './display.mjs';
import { guarded, Trouble } from './say.mjs';

const GROUPS = ['lint', 'unit', 'e2e'];

function options() {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string' } },
    allowPositionals: true,
  });
  const { only } = values;
  if (only !== undefined && !GROUPS.includes(only)) {
    throw new Trouble(`--only ${only}: there is no such group; choose one of ${GROUPS.join(', ')}.`);
  }
  if (positionals.length > 0 && only !== 'unit' && only !== 'e2e') {
    throw new Trouble('Naming test files needs --only unit or --only e2e.');
  }
  return { groups: only ? [only] : GROUPS, files: positionals };
}

async function main() {
  const { groups, files } = options();
  if (!(await enter())) return;
  // Leaving by `exit` ends the runner and the display, which a signal alone would leave behind.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
  const total = { passed: 0, failed: 0, skipped: 0 };
  const done = [];
  const run = async (name, check) => {
    process.stdout.write(`\n── ${name}\n`);
    const started = performance.now();
    let counts;
    try {
      counts = await check();
    } catch (error) {
      process.stdout.write(`${error instanceof Trouble ? error.message : error.stack}\n`);
      counts = { passed: 0, failed: 1, skipped: 0 };
    }
    for (const key of Object.keys(total)) total[key] += counts[key];
    done.push({ name, counts, seconds: (performance.now() - started) / 1000 });
    return counts.failed === 0;
  };

  const checks = await import('./checks.mjs');
  if (groups.includes('lint')) {
    await run('format', checks.format);
    await run('lint', checks.lint);
    await run('types', checks.types);
  }
  if (groups.includes('unit')) {
    await run('unit and integration', async () => {
      await bootstrap(['devices']);
      return checks.unit(groups.length === 1 ? files : []);
    });
  }
  if (groups.includes('e2e')) {
    await run('end to end', async () => {
      const { electron } = await bootstrap(['devices', 'electron', 'display']);
      const { build } = await import('./build.mjs');
      await build({ forTests: true });
      const display = await openDisplay({ width: 1920, height: 1920 });
      try {
        return await checks.endToEnd({ electron, display: display.name }, groups.length === 1 ? files : []);
      } finally {
        display.stop();
      }
    });
  }

  process.stdout.write('\n');
  for (const { name, counts, seconds } of done) {
    const mark = counts.failed > 0 ? '✗' : '✓';
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    process.stdout.write(
      `${mark} ${name.padEnd(22)} ${counts.passed} passed, ${counts.failed} failed${skipped} (${seconds.toFixed(1)} s)\n`,
    );
  }
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  return total.failed > 0 ? 1 : 0;
}

await guarded(main);
