import { expect, test } from './journey-walk.ts';

/** Several failures a terminal: starting one takes longer than most walks. */
test.setTimeout(300_000);

test('cards: none, wrong, expired, real, too young, lifted while it is read, reader unplugged', async ({
  kiosk,
}) => {
  const { citizen, world } = kiosk;
  await test.step('no card', async () => {
    await kiosk.toCard();
    await kiosk.leave('cancel');
  });
  await test.step('a bus card', async () => {
    await kiosk.toCard();
    await world.place('bus-card');
    await kiosk.sees('place-card', { problem: 'wrong-card' });
    await world.lift();
  });
  for (const card of ['expired', 'not-a-demo-number', 'inconsistent', 'feng-xiaoyang'] as const) {
    await test.step(card, async () => {
      await world.place(card);
      await kiosk.sees('card-not-accepted');
      await world.lift();
      await citizen.touches('continue');
      await kiosk.sees('place-card');
    });
  }
  await test.step('lifted while it is read', async () => {
    await world.place('sun-yanshi');
    await expect.poll(() => world.reader.state().field, { intervals: [10] }).toBe('selected');
    await world.lift();
    await kiosk.sees('place-card', { problem: 'torn' });
  });
  await test.step('the reader is unplugged and comes back', async () => {
    await world.reader.request('unplug', {});
    await kiosk.sees('place-card', { problem: 'reader-away' });
    await world.reader.request('plug', {});
    await world.place('sun-yanshi');
    await kiosk.sees('confirm-person');
    expect(await citizen.page.locator('[data-screen]').innerText()).toContain('孙*示');
  });
  await citizen.touches('back');
  await kiosk.sees('place-card');
  await kiosk.leave('cancel');
  await kiosk.agrees({});
});

test('bills: none, paid elsewhere, assessed anew, language, attendant, leaving', async ({ kiosk }) => {
  const { citizen, world } = kiosk;
  const chosen = () =>
    citizen.page
      .locator('[data-intent="toggle-bill"]')
      .evaluateAll((rows) =>
        rows.map((row) => [row.getAttribute('data-bill-id'), row.getAttribute('aria-checked')]),
      );

  await test.step('no bills', async () => {
    await kiosk.toBills('li-ceshi');
    await kiosk.sees('no-bills');
    await kiosk.leave('continue');
    await kiosk.agrees({});
  });

  await test.step('one is paid elsewhere between choice and check', async () => {
    await kiosk.fresh();
    await kiosk.toCheck('sun-yanshi');
    await world.admin('POST', 'bills/pay-elsewhere', { billId: await kiosk.billId('sun-yanshi', 1) });
    await citizen.touches('continue');
    await kiosk.sees('choose-bills', { notice: 'some-paid-elsewhere' });
    expect(await chosen()).toEqual([[await kiosk.billId('sun-yanshi', 2), 'true']]);
    await citizen.touches('continue');
    await kiosk.sees('check');
    await citizen.touches('continue');
    await kiosk.sees('scan-pay-code');
    await kiosk.pay();
    await kiosk.sees('paid');
    await kiosk.slip('printed');
    await kiosk.agrees({ treasuryFen: 2_480, trades: ['paid'], bookedBills: 1, papers: 1 });
    const [paper] = await kiosk.papers();
    expect(paper?.lines.join('\n')).toContain('￥24.80');
    expect(paper?.lines.join('\n')).not.toContain('印花税');
    await kiosk.leave('continue');
  });

  await test.step('the last one is paid elsewhere', async () => {
    await kiosk.fresh();
    await kiosk.toCheck('zhou-zhangzhe');
    await world.admin('POST', 'bills/pay-elsewhere', { billId: await kiosk.billId('zhou-zhangzhe', 1) });
    await citizen.touches('continue');
    await kiosk.sees('no-bills');
    await kiosk.leave('continue');
    await kiosk.agrees({});
  });

  await test.step('one is assessed anew', async () => {
    await kiosk.fresh();
    await kiosk.toCheck('wu-weihao');
    await world.admin('POST', 'bills/reprice', {
      billId: await kiosk.billId('wu-weihao', 1),
      taxFen: 40_000,
    });
    await citizen.touches('continue');
    await kiosk.sees('choose-bills', { notice: 'amount-changed' });
    expect(await citizen.page.locator('[data-screen]').innerText()).toContain('400.00');
    // Back to the errands, where the card is still known, and back from there: gone.
    await citizen.touches('back');
    await kiosk.sees('home');
    await kiosk.leave('back');
    await kiosk.agrees({});
  });

  await test.step('the language changes on the way, the choice stays; the attendant is called and comes', async () => {
    await kiosk.fresh();
    await kiosk.toBills('zhao-shifan');
    await kiosk.sees('choose-bills');
    await citizen.touches('toggle-bill', await kiosk.billId('zhao-shifan', 2));
    await citizen.touches('toggle-bill', await kiosk.billId('zhao-shifan', 4));
    const kept = [await kiosk.billId('zhao-shifan', 1), await kiosk.billId('zhao-shifan', 3)];
    const ticked = async () =>
      (await chosen()).flatMap(([billId, on]) => (on === 'true' ? [billId] : [])).toSorted();
    await expect.poll(ticked).toEqual(kept);
    await citizen.choosesLanguage('en');
    await expect(citizen.page.locator('html')).toHaveAttribute('lang', 'en');
    expect(await ticked()).toEqual(kept);
    await citizen.touches('continue');
    await kiosk.sees('check');
    await citizen.touches('call-attendant');
    await kiosk.sees('attendant-called');
    // What the citizen was doing is nobody else's business while they wait.
    expect(await citizen.page.locator('[data-screen]').innerText()).not.toContain('564.00');
    await citizen.touches('still-here');
    await kiosk.sees('check');
    await citizen.touches('continue');
    await kiosk.sees('scan-pay-code');
    await citizen.choosesLanguage('zh-CN');
    await kiosk.sees('scan-pay-code');
    expect((await kiosk.books()).bills.filter((bill) => bill.heldBy !== null)).toHaveLength(2);
    await citizen.touches('call-attendant');
    await kiosk.sees('attendant-called');
    await citizen.touches('still-here');
    await kiosk.sees('scan-pay-code');
    await citizen.choosesLanguage('en');
    await kiosk.pay();
    await kiosk.sees('paid');
    await kiosk.slip('printed');
    await kiosk.agrees({ treasuryFen: 56_400, trades: ['paid'], bookedBills: 2, papers: 1 });
    const lines = (await kiosk.papers())[0]?.lines.join('\n') ?? '';
    expect(lines).toContain('564.00');
    // The slip is in the citizen's language; what it is not is said in Chinese too.
    expect(lines).toContain('本凭条不作为完税凭证');
    await kiosk.leave('continue');
    // The next one is greeted in the terminal's own language.
    await expect(citizen.page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  });

  await test.step('the citizen thinks better of it before the code', async () => {
    await kiosk.fresh();
    await kiosk.toScan('sun-yanshi');
    expect((await kiosk.books()).bills.filter((bill) => bill.heldBy !== null)).toHaveLength(2);
    await citizen.touches('back');
    await kiosk.sees('choose-bills');
    await kiosk.agrees({});
    await citizen.touches('continue');
    await kiosk.sees('check');
    await citizen.touches('continue');
    await kiosk.sees('scan-pay-code');
    await citizen.touches('cancel');
    await kiosk.sees('confirm-leave');
    await citizen.touches('continue');
    await kiosk.sees('scan-pay-code');
    await citizen.touches('cancel');
    await kiosk.sees('confirm-leave');
    await kiosk.leave('cancel');
    await kiosk.agrees({});
  });
});
