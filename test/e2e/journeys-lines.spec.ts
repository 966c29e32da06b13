import { expect, test, TILE } from './journey-walk.ts';

test.setTimeout(300_000);

test('paper: out before, out on the way, cover open, away, confirmation lost', async ({ kiosk }) => {
  const { citizen, world } = kiosk;
  const { printer } = world;
  const paidOnce = { treasuryFen: 4_000, trades: ['paid'], bookedBills: 2 };

  await test.step('out before: said before anyone pays, the reference stands in, then a slip after all', async () => {
    await printer.request('fault', { name: 'paper-out', afterLines: 0 });
    await citizen.touches('start');
    await kiosk.sees('home', { notice: 'printer-paper-out' });
    await citizen.touches('back');
    await kiosk.sees('attract');
    await kiosk.toScan('sun-yanshi');
    await kiosk.pay();
    await kiosk.sees('paid');
    await kiosk.slip('not-printed');
    await kiosk.agrees(paidOnce);
    await printer.request('clear-fault', {});
    await printer.request('refill', {});
    await citizen.touches('reprint');
    await kiosk.slip('printed');
    await kiosk.agrees({ ...paidOnce, papers: 1 });
    // The first paper is the first print: nothing came out before.
    expect((await kiosk.papers())[0]?.lines.join('\n')).not.toContain('补打');
    await kiosk.leave('continue');
  });

  await test.step('out on the way: the torn piece does not count, the whole one is marked 补打', async () => {
    await kiosk.fresh();
    await kiosk.toScan('sun-yanshi');
    await printer.request('fault', { name: 'paper-out', afterLines: 8 });
    await kiosk.pay();
    await kiosk.sees('paid');
    await kiosk.slip('not-printed');
    await kiosk.agrees(paidOnce);
    await printer.request('clear-fault', {});
    await printer.request('refill', {});
    await citizen.touches('reprint');
    await kiosk.slip('printed');
    const whole = (await kiosk.papers()).at(-1);
    expect(whole?.lines.join('\n')).toContain('补打');
    expect(whole?.lines.join('\n')).toContain('本凭条不作为完税凭证');
    expect(whole?.lines.filter((line) => line.includes('[QR'))).toHaveLength(1);
    await kiosk.leave('continue');
  });

  await test.step('the cover stands open, then is closed', async () => {
    await kiosk.fresh();
    await kiosk.toScan('sun-yanshi');
    await printer.request('open-cover', {});
    await kiosk.pay();
    await kiosk.sees('paid');
    await kiosk.slip('not-printed');
    await kiosk.agrees(paidOnce);
    await printer.request('close-cover', {});
    await citizen.touches('reprint');
    await kiosk.slip('printed');
    await kiosk.agrees({ ...paidOnce, papers: 1 });
    await kiosk.leave('continue');
  });

  await test.step('the printer is unplugged, then plugged in', async () => {
    await kiosk.fresh();
    await kiosk.toCheck('sun-yanshi');
    await printer.request('unplug', {});
    await citizen.touches('continue');
    await kiosk.sees('scan-pay-code');
    await kiosk.pay();
    await kiosk.sees('paid');
    await kiosk.slip('not-printed');
    await kiosk.agrees(paidOnce);
    await printer.request('plug', {});
    // The line comes back by its own backoff; the page waits 8 s for it each time it is asked.
    await expect(async () => {
      await citizen.touches('reprint');
      await expect(citizen.page.locator('[data-slip="printed"]')).toBeAttached({ timeout: 12_000 });
    }).toPass({ timeout: 60_000 });
    await kiosk.agrees({ ...paidOnce, papers: 1 });
    await kiosk.leave('continue');
  });

  await test.step('the confirmation is lost: the citizen is asked', async () => {
    await kiosk.fresh();
    await kiosk.toScan('sun-yanshi');
    await printer.request('fault', { name: 'drop-reply' });
    await kiosk.pay();
    await kiosk.sees('paid');
    await kiosk.slip('unsure');
    await citizen.touches('slip-came-out', 'true');
    await kiosk.slip('printed');
    await kiosk.agrees({ ...paidOnce, papers: 1 });
    await kiosk.leave('continue');
  });
});

test('lines: scanner unplugged on the way, backends down before and in the middle', async ({ kiosk }) => {
  const { citizen, world } = kiosk;
  const tile = citizen.page.locator(TILE);
  const greyed = async (): Promise<void> => {
    await citizen.touches('start');
    await kiosk.sees('home');
    await expect(tile).toHaveAttribute('aria-disabled', 'true', { timeout: 25_000 });
  };
  const heals = async (): Promise<void> => {
    await expect(tile).toHaveAttribute('aria-disabled', 'false', { timeout: 45_000 });
    await citizen.touches('back');
    await kiosk.sees('attract');
  };

  await test.step('the scanner is unplugged while the code is asked for', async () => {
    await kiosk.toScan('sun-yanshi');
    await world.scanner.request('unplug', {});
    await kiosk.sees('scan-pay-code', { problem: 'scanner-away' });
    await world.scanner.request('plug', {});
    await expect(citizen.page.locator('[data-problem="scanner-away"]')).not.toBeAttached({ timeout: 25_000 });
    await kiosk.pay();
    await kiosk.sees('paid');
    await kiosk.slip('printed');
    await kiosk.agrees({ treasuryFen: 4_000, trades: ['paid'], bookedBills: 2, papers: 1 });
    await kiosk.leave('continue');
  });

  await test.step('the scanner is away before anyone starts', async () => {
    await kiosk.fresh();
    await world.scanner.request('unplug', {});
    await greyed();
    await world.scanner.request('plug', {});
    await heals();
  });

  await test.step('the tax office is away before anyone starts', async () => {
    await world.admin('POST', 'faults', { service: 'tax-bureau', kind: 'offline' });
    await greyed();
    await world.admin('DELETE', 'faults', {});
    await heals();
  });

  await test.step('the tax office goes away in the middle', async () => {
    await kiosk.fresh();
    await kiosk.toCheck('sun-yanshi');
    await world.admin('POST', 'faults', {
      service: 'tax-bureau',
      kind: 'http-500',
      operation: 'lock-bills',
      times: 2,
    });
    await citizen.touches('continue');
    await kiosk.sees('service-unavailable');
    await kiosk.agrees({});
    await citizen.touches('continue');
    await kiosk.sees('choose-bills');
    expect(await citizen.page.locator('[data-intent="toggle-bill"][aria-checked="true"]').count()).toBe(2);
    await citizen.touches('continue');
    await kiosk.sees('check');
    await citizen.touches('continue');
    await kiosk.sees('scan-pay-code');
    // Booked late: the money is safe, the page says so and the bureau is told again.
    await world.admin('POST', 'faults', {
      service: 'tax-bureau',
      kind: 'http-500',
      operation: 'post',
      times: 2,
    });
    await kiosk.pay();
    await kiosk.sees('paid');
    await kiosk.slip('printed');
    await kiosk.agrees({ treasuryFen: 4_000, trades: ['paid'], bookedBills: 2, papers: 1 });
    await kiosk.leave('continue');
  });

  await test.step('answers that cannot be read, where bills are asked for', async () => {
    await kiosk.fresh();
    await kiosk.toCard();
    await world.admin('POST', 'faults', {
      service: 'tax-bureau',
      kind: 'garbage',
      operation: 'bills',
      times: 2,
    });
    await world.place('sun-yanshi');
    await kiosk.sees('confirm-person');
    await citizen.touches('continue');
    await kiosk.sees('service-unavailable');
    await citizen.touches('continue');
    await kiosk.sees('choose-bills');
    await citizen.touches('back');
    await kiosk.sees('home');
    await kiosk.leave('back');
    await kiosk.agrees({});
  });
});
