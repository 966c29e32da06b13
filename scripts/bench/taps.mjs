import { quantile } from './statistics.mjs';

const screenIs = (kind) => `document.querySelector('[data-screen="${kind}"]') !== null`;
const chosenIs = (id, chosen) =>
  `document.querySelector('[data-bill-id="${id}"]')?.getAttribute('aria-checked') === '${chosen}'`;
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * At least `count` timed taps of a person who looks around: into an errand and back, the other language, bills chosen
 * and left out. Begins and ends at the attract screen. Counts what went over the two channels meanwhile.
 */
export async function measureTaps({ visitor, world, counters, count }) {
  const taps = [];
  let intentBytes = 0;
  const tap = async (what, intent, changed) => {
    const attributes = Object.entries({ ...intent, kind: undefined }).filter(
      ([, value]) => value !== undefined,
    );
    const selector = `[data-intent="${intent.kind}"]${attributes.map(([name, value]) => `[data-${kebab(name)}="${value}"]`).join('')}`;
    taps.push({ what, ...(await visitor.timedTap(selector, changed)) });
    intentBytes += JSON.stringify(intent).length;
  };
  await visitor.screen('attract');
  await visitor.taps('[data-intent="start"]');
  await visitor.screen('home');
  const traffic = { taps: 0, intents: 0, views: 0, bytes: 0 };
  /** Only while nothing else goes on: what a card or a backend says is not the answer to a tap. */
  const counted = async (work) => {
    const [before, tapsBefore, bytesBefore] = [await counters(), taps.length, intentBytes];
    await work();
    const after = await counters();
    traffic.taps += taps.length - tapsBefore;
    traffic.intents += after.intents - before.intents;
    traffic.views += after.viewsSent - before.viewsSent;
    traffic.bytes += after.viewBytes - before.viewBytes + intentBytes - bytesBefore;
  };

  const rounds = Math.ceil((count * 0.6) / 4);
  await counted(async () => {
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
  });

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
  await counted(async () => {
    for (let n = 0; taps.length < count; n++) {
      const bill = bills[n % bills.length];
      bill[1] = !bill[1];
      await tap('choose a bill', { kind: 'toggle-bill', billId: bill[0] }, chosenIs(bill[0], bill[1]));
    }
  });

  await visitor.taps('[data-intent="cancel"]');
  await visitor.sees('[data-screen="confirm-leave"], [data-screen="take-card"]');
  if (await visitor.evaluate(screenIs('confirm-leave'))) await visitor.taps('[data-intent="cancel"]');
  await visitor.screen('take-card');
  await world.lift();
  await visitor.screen('attract');

  const figures = (list) =>
    Object.fromEntries(
      ['changed', 'presented', 'nextFrame'].map((moment) => {
        const times = list.map((one) => one[moment]);
        return [
          moment,
          { p50: quantile(times, 0.5), p95: quantile(times, 0.95), max: Math.max(...times), n: times.length },
        ];
      }),
    );
  const kinds = [...new Set(taps.map((one) => one.what))];
  return {
    all: figures(taps),
    byKind: Object.fromEntries(kinds.map((what) => [what, figures(taps.filter((one) => one.what === what))])),
    messagesPerTap: (traffic.intents + traffic.views) / traffic.taps,
    bytesPerTap: traffic.bytes / traffic.taps,
    traffic,
  };
}
