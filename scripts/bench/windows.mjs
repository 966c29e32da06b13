/** Starts the terminal and the empty window that it is compared with, in the same way, and looks at both alike. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../pinned-node.mjs';
import { DevTools } from './devtools.mjs';
import { threadTimes } from './process-tree.mjs';

const START_MS = 60_000;
const LOOK_EVERY_MS = 10;
const END_MS = 8000;

export const PANEL = { width: 1080, height: 1920 };

const wallClock = () => performance.timeOrigin + performance.now();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The least that shows a window of the panel's size with a word in it, and a button that changes the word. */
export function makeEmptyApp(folder) {
  const about = { name: 'empty-window', main: 'main.js' };
  const main = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow({
    x: 0, y: 0, width: ${PANEL.width}, height: ${PANEL.height}, frame: false, resizable: false,
    autoHideMenuBar: true, backgroundColor: '#F5EEDF',
    webPreferences: { sandbox: true, contextIsolation: true, spellcheck: false, backgroundThrottling: false },
  });
  window.loadFile('index.html');
});
app.on('window-all-closed', () => app.quit());
`;
  const page =
    '<!doctype html>\n<meta charset="utf-8" />\n<title>empty</title>\n<p>empty</p>\n' +
    `<button onclick="document.querySelector('p').textContent = this.dataset.n = Number(this.dataset.n ?? 0) + 1">more</button>\n`;
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(about));
  fs.writeFileSync(path.join(folder, 'main.js'), main);
  fs.writeFileSync(path.join(folder, 'index.html'), page);
  return folder;
}

/** When content was first painted, on the clock of the wall, in milliseconds. */
const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const entry = list.getEntriesByName('first-contentful-paint')[0];
    if (entry) resolve(performance.timeOrigin + entry.startTime);
  }).observe({ type: 'paint', buffered: true });
})`;

/** When a selector was first met and a frame with it drawn. */
const drawn = (selector) => `new Promise((resolve) => {
  const look = () => {
    if (!document.querySelector(${JSON.stringify(selector)})) return false;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())));
    return true;
  };
  const observer = new MutationObserver(look);
  if (!look()) observer.observe(document, { subtree: true, childList: true, attributes: true });
})`;

/** A running window. */
export class Window {
  child;
  page;
  /** Node's own inspector in the main process, where asked for. */
  main = null;
  spawnedAt;
  #ended;

  constructor(child, spawnedAt) {
    this.child = child;
    this.spawnedAt = spawnedAt;
    this.#ended = new Promise((resolve) => child.once('exit', resolve));
  }

  get pid() {
    return this.child.pid;
  }

  get hasEnded() {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Milliseconds from the start of the process to the first paint of content, and processor time used up to then. */
  async firstPaint() {
    const at = await this.page.evaluate(FIRST_PAINT);
    return { ms: at - this.spawnedAt };
  }

  /** Milliseconds from the start of the process until this selector stands drawn. */
  async drawn(selector) {
    return (await this.page.evaluate(drawn(selector))) - this.spawnedAt;
  }

  times() {
    return threadTimes(this.pid);
  }

  async stop() {
    this.page?.close();
    this.main?.close();
    if (!this.hasEnded) this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), END_MS);
    await this.#ended;
    clearTimeout(timer);
  }
}

/**
 * Starts an application and connects to its first page. `page`: how the page's address begins. `inspect`: also connects
 * to Node in the main process.
 */
export async function openWindow({ electron, app, page, env, userData, inspect = false }) {
  const portFile = path.join(userData, 'DevToolsActivePort');
  fs.rmSync(portFile, { force: true });
  const isRoot = process.getuid?.() === 0;
  const args = [
    ...(inspect ? ['--inspect=127.0.0.1:0'] : []),
    ...(isRoot ? ['--no-sandbox'] : []),
    '--remote-debugging-port=0',
    `--user-data-dir=${userData}`,
    app,
  ];
  const spawnedAt = wallClock();
  const child = spawn(electron, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const window = new Window(child, spawnedAt);
  let words = '';
  child.stderr.on('data', (chunk) => (words = (words + chunk).slice(-8000)));
  const deadline = Date.now() + START_MS;
  const until = async (what, look) => {
    for (;;) {
      const found = await look();
      if (found) return found;
      if (window.hasEnded || Date.now() > deadline) {
        await window.stop();
        throw new Error(`${path.basename(app)}: no ${what}. It said: ${words.trim().slice(-1500)}`);
      }
      await pause(LOOK_EVERY_MS);
    }
  };
  const port = await until('DevTools', () => {
    if (!fs.existsSync(portFile)) return null;
    return /^(\d+)\n/.exec(fs.readFileSync(portFile, 'utf8'))?.[1];
  });
  const target = await until(`page ${page}`, async () => {
    const pages = await fetch(`http://127.0.0.1:${port}/json/list`).then(
      (answer) => answer.json(),
      () => [],
    );
    return pages.find((one) => one.type === 'page' && one.url.startsWith(page));
  });
  window.page = await DevTools.connect(target.webSocketDebuggerUrl);
  // The address is there before the document is.
  await until('document', () =>
    window.page.evaluate('location.href').then(
      (url) => url.startsWith(page),
      () => false,
    ),
  );
  if (inspect) {
    const url = await until('inspector', () => /Debugger listening on (ws:\S+)/.exec(words)?.[1]);
    window.main = await DevTools.connect(url);
  }
  return window;
}
