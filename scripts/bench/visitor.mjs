/** Sees and touches the terminal's page as a person would, over DevTools, and times how long the answer took to be drawn. */

const SEE_MS = 40_000;
/** A person looks before touching; the page takes two equal touches that follow faster for one. */
const LOOK_MS = 500;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** In the page: waits until a selector is met. */
const seen = (selector, ms) => `new Promise((resolve, reject) => {
  const met = () => document.querySelector(${JSON.stringify(selector)}) !== null;
  if (met()) return resolve();
  const timer = setTimeout(() => {
    observer.disconnect();
    const screen = document.querySelector('[data-screen]')?.dataset.screen;
    reject(new Error(${JSON.stringify(selector)} + ' was not seen; the screen is ' + screen));
  }, ${ms});
  const observer = new MutationObserver(() => {
    if (!met()) return;
    clearTimeout(timer);
    observer.disconnect();
    resolve();
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true });
})`;

/** In the page: the middle of the first button of a selector, once it has stood still for a frame and lies on top. */
const middle = (selector) => `new Promise((resolve, reject) => {
  const deadline = performance.now() + 10_000;
  let last = '';
  const look = () => {
    const button = document.querySelector(${JSON.stringify(selector)});
    const box = button?.getBoundingClientRect();
    const [x, y] = box ? [box.x + box.width / 2, box.y + box.height / 2] : [0, 0];
    const place = [x, y].join();
    if (box && place === last && !button.disabled && button.contains(document.elementFromPoint(x, y)))
      return resolve({ x, y });
    if (performance.now() > deadline)
      return reject(new Error(${JSON.stringify(selector)} + ' cannot be touched'));
    last = place;
    requestAnimationFrame(look);
  };
  look();
})`;

/**
 * In the page: times the next tap from the input event's own time stamp to the change of the page, to the frame that
 * showed it and to the frame after. A word is put into that frame, since Chromium tells when a word first stood on the
 * screen (Element Timing's renderTime).
 */
const arm = (changed) => `(() => {
  const bench = (globalThis.yizhanBench = {});
  let from;
  addEventListener('pointerdown', (event) => (from = event.timeStamp), { capture: true, once: true });
  bench.result = new Promise((resolve) => {
    const word = document.createElement('span');
    word.textContent = '·';
    word.setAttribute('elementtiming', 'tap');
    word.style.cssText = 'position:fixed;right:0;bottom:0;font-size:20px';
    const result = {};
    const finish = () => {
      if (result.presented === undefined || result.nextFrame === undefined) return;
      paints.disconnect();
      word.remove();
      resolve(result);
    };
    const paints = new PerformanceObserver((list) => {
      result.presented = list.getEntries().at(-1).renderTime - from;
      finish();
    });
    const observer = new MutationObserver(() => {
      if (from === undefined || !(${changed})) return;
      observer.disconnect();
      result.changed = performance.now() - from;
      paints.observe({ type: 'element' });
      document.body.append(word);
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          result.nextFrame = performance.now() - from;
          finish();
        }),
      );
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
})()`;

export class Visitor {
  #page;

  constructor(page) {
    this.#page = page;
  }

  async sees(selector, ms = SEE_MS) {
    await this.#page.evaluate(seen(selector, ms));
  }

  screen(kind, ms) {
    return this.sees(`[data-screen="${kind}"]`, ms);
  }

  async taps(selector) {
    await pause(LOOK_MS);
    await this.#press(await this.#page.evaluate(middle(selector)));
  }

  /** Taps, and times it until `changed`, an expression in the page, is true and drawn. Milliseconds. */
  async timedTap(selector, changed) {
    const at = await this.#page.evaluate(middle(selector));
    await this.#page.evaluate(arm(changed));
    await this.#press(at);
    return this.#page.evaluate('globalThis.yizhanBench.result');
  }

  evaluate(expression) {
    return this.#page.evaluate(expression);
  }

  /** The same input events that a finger's tap ends in; sent without waiting, as a finger does not wait either. */
  async #press({ x, y }) {
    const event = (type, buttons) =>
      this.#page.call('Input.dispatchMouseEvent', { type, x, y, button: 'left', buttons, clickCount: 1 });
    await Promise.all([event('mousePressed', 1), event('mouseReleased', 0)]);
  }
}
