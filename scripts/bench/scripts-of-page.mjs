import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../pinned-node.mjs';

const folder = path.join(root, 'out/renderer');
const size = (file) => gzipSync(fs.readFileSync(file), { level: 9 }).length / 1024;

/** The addresses of all scripts that a page has loaded by now. */
export async function loadedScripts(page) {
  const urls = new Set();
  page.on('Debugger.scriptParsed', ({ url }) => {
    if (url.startsWith('app://')) urls.add(url);
  });
  // Tells of every script that is there already before it answers.
  await page.call('Debugger.enable');
  await page.call('Debugger.disable');
  return [...urls];
}

/** Sizes after gzip in KB: what the attract screen has loaded, everything the kiosk's page can load. */
export function measureScripts(urls) {
  const loaded = urls.map((url) => path.join(folder, decodeURIComponent(new URL(url).pathname)));
  const assets = path.join(folder, 'assets');
  // The gallery of all screens is for those who build; the kiosk never opens it.
  const all = fs
    .readdirSync(assets)
    .filter((name) => name.endsWith('.js') && !name.startsWith('gallery'))
    .map((name) => path.join(assets, name));
  const sum = (files) => files.reduce((total, file) => total + size(file), 0);
  return { firstKb: sum(loaded), firstFiles: loaded.map((file) => path.basename(file)), totalKb: sum(all) };
}
