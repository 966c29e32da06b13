/**
 * `npm run bench`: what the terminal costs, beside an empty window of the same Electron, measured in turn in one run.
 *
 *     npm run bench -- --json FILE     also writes all figures to FILE
 *     npm run bench -- --pairs 5       starts of each, for start, memory and idle
 *     npm run bench -- --taps 100      taps that are timed
 *     npm run bench -- --visits 20     paid visits before memory is looked at again
 *
 * Exits 0 when everything could be measured, whatever the figures are.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap, enter } from './bootstrap.mjs';
import { openDisplay } from './display.mjs';
import { root } from './pinned-node.mjs';
import { guarded, say, step, Trouble } from './say.mjs';

function readOptions() {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      pairs: { type: 'string', default: '5' },
      taps: { type: 'string', default: '100' },
      visits: { type: 'string', default: '20' },
    },
  });
  const count = (name) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value > 0) return value;
    throw new Trouble(`--${name} is ${values[name]}: give a whole number above 0.`);
  };
  return {
    json: values.json && path.resolve(values.json),
    pairs: count('pairs'),
    taps: count('taps'),
    visits: count('visits'),
  };
}

async function main() {
  const options = readOptions();
  if (process.platform !== 'linux') {
    throw new Trouble('The benchmark reads /proc: run it on Linux, as the terminal itself does.');
  }
  if (!(await enter())) return 0;
  const { electron } = await bootstrap(['devices', 'electron', 'display']);
  const { build } = await import('./build.mjs');
  await build();
  const { measureAll } = await import('./bench/measure-all.mjs');
  const { tableOf } = await import('./bench/table.mjs');
  // As `npm start` opens it; a window of the panel's size fits.
  const display = await openDisplay({ width: 2304, height: 1944 });
  const folder = path.join(root, '.yizhan', 'bench');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const loadBefore = os.loadavg()[0];
  try {
    const figures = await step('Measuring (about six minutes)', () =>
      measureAll({ ...options, electron, display: display.name, folder }),
    );
    const report = {
      at: new Date().toISOString(),
      machine: {
        system: `${os.type()} ${os.release()} ${os.arch()}`,
        processor: os.cpus()[0]?.model ?? 'unknown',
        cores: os.cpus().length,
        memoryGb: Math.round(os.totalmem() / 2 ** 30),
        display: display.virtual ? 'virtual (Xvfb), drawn by software' : display.name,
        node: process.version,
        loadBefore,
        loadAfter: os.loadavg()[0],
      },
      ...figures,
    };
    if (options.json) {
      fs.mkdirSync(path.dirname(options.json), { recursive: true });
      fs.writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
    }
    process.stdout.write(tableOf(report));
    for (const { what, why } of report.notMeasured) say(`Not measured: ${what} (${why})`);
    return report.notMeasured.length > 0 ? 1 : 0;
  } finally {
    display.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

await guarded(main);
