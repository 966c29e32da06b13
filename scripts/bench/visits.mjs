import { freshWechatCode } from '../../test/support/citizen.ts';

const wallSeconds = () => (performance.timeOrigin + performance.now()) / 1000;

/** A person pays the bills of one card and takes the slip. Returns when the paying began and when the slip was out. */
async function paidVisit({ visitor, world }) {
  await world.reset();
  await visitor.screen('attract');
  await visitor.taps('[data-intent="start"]');
  await visitor.screen('home');
  await visitor.sees('[data-intent="choose-service"][data-service="pay-tax"]:enabled');
  await visitor.taps('[data-intent="choose-service"][data-service="pay-tax"]');
  await visitor.screen('consent');
  await visitor.taps('[data-intent="continue"]');
  await visitor.screen('place-card');
  await world.place('sun-yanshi');
  await visitor.screen('confirm-person');
  await visitor.taps('[data-intent="continue"]');
  await visitor.screen('choose-bills');
  await visitor.taps('[data-intent="continue"]');
  await visitor.screen('check');
  const from = wallSeconds();
  await visitor.taps('[data-intent="continue"]');
  await visitor.screen('scan-pay-code');
  await world.scan(freshWechatCode());
  await visitor.sees('[data-slip="printed"]');
  const to = wallSeconds();
  await visitor.taps('[data-intent="continue"]');
  await visitor.screen('take-card');
  await world.lift();
  await visitor.screen('goodbye');
  await visitor.screen('attract');
  return { from, to };
}

/**
 * `count` paid visits one after the other. `flushes`: a running trace of the journal (see flushes.mjs) or null. Flushes
 * between "pay" and "take your slip" are the bill's; the others of a visit are the session's.
 */
export async function measureVisits({ visitor, world, count, flushes, progress }) {
  const bills = [];
  const started = wallSeconds();
  for (let visit = 1; visit <= count; visit++) {
    bills.push(await paidVisit({ visitor, world }));
    if (visit % 5 === 0 || visit === count) progress(`visit ${visit} of ${count}`);
  }
  const seconds = (wallSeconds() - started) / count;
  if (!flushes) return { count, secondsPerVisit: seconds, flushes: null };
  const times = (await flushes.stop()).filter((at) => at >= started);
  const perBill = bills.map(({ from, to }) => times.filter((at) => at >= from && at <= to).length);
  const inBills = perBill.reduce((sum, n) => sum + n, 0);
  return {
    count,
    secondsPerVisit: seconds,
    flushes: { perBill, perSessionElse: (times.length - inBills) / count, total: times.length },
  };
}
