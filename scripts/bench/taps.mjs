import { median, quantile } from './statistics.mjs';

const screenIs = (kind) => `document.querySelector('[data-screen="${kind}"]') !== null`;
const chosenIs = (id, chosen) =>
  `document.querySelector('[data-bill-id="${id}"]')?.getAttribute('aria-checked') === '${chosen}'`;
/** From the bills to the door: what is tapped, and what is seen then. */
const WAY_OUT = [
  ['continue', 'check'],
  ['continue', 'scan-pay-code'],
  ['cancel', 'confirm-leave'],
  ['cancel', 'take-card'],
];

const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * At least `count` timed taps of a person who looks around: into an errand and back, the other language, bills chosen
 * and left out. Begins and ends at the attract screen. Counts what went over the two channels meanwhile.
 */
export async function measureTaps({ visitor, world, counters, count }) {
  const taps = [];
  const tap = async (what, intent, changed) => {
    const attributes = Object.entries({ ...intent, kind: undefined }).filter(
      ([, value]) => value !== undefined,
    );
    const selector = `[data-intent="${intent.kind}"]${attributes.map(([name, value]) => `[data-${kebab(name)}="${value}"]`).join('')}`;
    const before = await counters();
    const times = await visitor.timedTap(selector, changed);
    const after = await counters();
    const bytes = after.viewBytes - before.viewBytes + JSON.stringify(intent).length;
    const messages = after.intents - before.intents + after.viewsSent - before.viewsSent;
    taps.push({ what, ...times, messages, bytes });
  };
  await visitor.screen('attract');
  await visitor.taps('[data-intent="start"]');
  await visitor.screen('home');
  const rounds = Math.ceil((count * 0.6) / 4);
  for (let round = 0; round < rounds; round++) {
    await tap('open an errand', { kind: 'choose-service', service: 'pay-tax' }, screenIs('consent'));
    await tap('back', { kind: 'back' }, screenIs('home'));
    for (const language of ['en', 'zh-CN']) {
      await tap(
        'language',
        { kind: 'set-language', language },
        `document.documentElement.lang === '${language}'`,
      );
    }
  }

  await visitor.taps('[data-intent="choose-service"][data-service="pay-tax"]');
  await visitor.screen('consent');
  await visitor.taps('[data-intent="continue"]');
  await visitor.screen('place-card');
  await world.place('zhao-shifan');
  await visitor.screen('confirm-person');
  await visitor.taps('[data-intent="continue"]');
  await visitor.screen('choose-bills');
  const bills = await visitor.evaluate(
    `[...document.querySelectorAll('[data-intent="toggle-bill"]')].map((bill) => [bill.dataset.billId, bill.getAttribute('aria-checked') === 'true'])`,
  );
  for (let n = 0; taps.length < count; n++) {
    const bill = bills[n % bills.length];
    bill[1] = !bill[1];
    await tap('choose a bill', { kind: 'toggle-bill', billId: bill[0] }, chosenIs(bill[0], bill[1]));
  }

  if (!bills.some(([, chosen]) => chosen)) await visitor.taps(`[data-bill-id="${bills[0][0]}"]`);
  for (const [intent, screen] of WAY_OUT) {
    await visitor.taps(`[data-intent="${intent}"]`);
    await visitor.screen(screen);
  }
  await world.lift();
  await visitor.screen('attract');

  const kinds = [...new Set(taps.map((one) => one.what))];
  const messages = taps.map((one) => one.messages);
  const bytes = taps.map((one) => one.bytes);
  return {
    all: figures(taps),
    byKind: Object.fromEntries(kinds.map((what) => [what, figures(taps.filter((one) => one.what === what))])),
    // Now and then the clock in the corner moves on during a tap: that picture answers no one.
    messages: { median: median(messages), max: Math.max(...messages) },
    bytes: { median: median(bytes), max: Math.max(...bytes) },
  };
}

/** The same tap on a button of the empty window that changes one number. */
export async function measureEmptyTaps(visitor, count) {
  const taps = [];
  for (let n = 1; n <= count; n++) {
    taps.push(await visitor.timedTap('button', `document.querySelector('p').textContent === '${n}'`));
  }
  return figures(taps);
}

/** Milliseconds to the changed page, to its frame on the screen, and to the frame after. */
function figures(taps) {
  const moments = ['changed', 'presented', 'nextFrame'].map((moment) => {
    const times = taps.map((one) => one[moment]);
    const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
    return [moment, { p50, p95, max: Math.max(...times), n: times.length }];
  });
  return Object.fromEntries(moments);
}
