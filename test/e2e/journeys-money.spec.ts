import { expect, test, type Kiosk } from './journey-walk.ts';

test.setTimeout(300_000);

/** 郑故障 pays only the bill whose amount makes this fault, up to the scanned code. */
async function payFault(kiosk: Kiosk, code: string): Promise<void> {
  await kiosk.fresh();
  await kiosk.toScan('zheng-guzhang', ` ${code}`);
  await kiosk.pay();
}

const words = (kiosk: Kiosk): Promise<string> => kiosk.citizen.page.locator('[data-screen]').innerText();

test('money: refused, expired, password entered, answers lost, treasury rejects', async ({ kiosk }) => {
  const { citizen, world } = kiosk;

  await test.step('the bank says no; another code of the same order is asked for, and leaves the bills free', async () => {
    await payFault(kiosk, '04');
    await kiosk.sees('not-charged');
    await kiosk.stands({ trades: ['closed'] });
    await citizen.touches('continue');
    await kiosk.sees('scan-pay-code');
    await kiosk.pay();
    await kiosk.sees('not-charged');
    await kiosk.leave('cancel');
    await kiosk.agrees({ trades: ['closed', 'closed'] });
  });

  await test.step('the code has expired', async () => {
    await payFault(kiosk, '13');
    await kiosk.sees('not-charged');
    await kiosk.leave('cancel');
    await kiosk.agrees({ trades: ['closed'] });
  });

  await test.step('no payment code is asked of nobody', async () => {
    await kiosk.fresh();
    await kiosk.toScan('sun-yanshi');
    await world.scan('6901234567892');
    await kiosk.sees('scan-pay-code', { problem: 'not-a-pay-code' });
    await kiosk.stands({});
    await kiosk.pay();
    await kiosk.sees('paid');
    await kiosk.slip('printed');
    await kiosk.agrees({ treasuryFen: 4_000, trades: ['paid'], bookedBills: 2, papers: 1 });
    await kiosk.leave('continue');
  });

  await test.step('the password is entered on the phone', async () => {
    await payFault(kiosk, '01');
    await kiosk.sees('paying', { phase: 'password' });
    // The phone pays by itself after a while of the sandbox's clock; whichever is first, it is one payment.
    await kiosk.answerPassword(true).catch(() => undefined);
    await kiosk.sees('paid');
    await kiosk.slip('printed');
    await kiosk.agrees({ treasuryFen: 2_001, trades: ['paid'], bookedBills: 1, papers: 1 });
    await kiosk.leave('continue');
  });

  for (const code of ['03', '05']) {
    await test.step(`the answer is lost (${code}), the money is not`, async () => {
      await payFault(kiosk, code);
      await kiosk.sees('paying', { phase: 'asking-again' });
      await kiosk.sees('paid');
      await kiosk.slip('printed');
      const fen = 2_000 + Number(code);
      await kiosk.agrees({ treasuryFen: fen, trades: ['paid'], bookedBills: 1, papers: 1 });
      expect((await kiosk.papers())[0]?.lines.join('\n')).toContain(`￥20.${code}`);
      await kiosk.leave('continue');
    });
  }

  await test.step('the treasury rejects after the debit: a slip that says so, and no second payment', async () => {
    await payFault(kiosk, '08');
    await kiosk.sees('being-checked');
    await kiosk.slip('printed');
    await kiosk.stands({ treasuryFen: 2_008, trades: ['paid'], papers: 1 });
    const lines = (await kiosk.papers())[0]?.lines.join('\n') ?? '';
    expect(lines).toContain('税没缴成');
    expect(lines).toContain('钱会原路退回');
    expect(await words(kiosk)).toContain('20.08');
    await kiosk.leave('continue');
    // The same bill once more: money hangs on it, so nobody is charged again.
    await kiosk.toCheck('zheng-guzhang', ' 08');
    await citizen.touches('continue');
    await kiosk.sees('choose-bills', { notice: 'some-held-elsewhere' });
    await citizen.touches('back');
    await kiosk.sees('home');
    await kiosk.leave('back');
    await kiosk.stands({ treasuryFen: 2_008, trades: ['paid'], papers: 1 });
  });

  await test.step('answers that cannot be read, after the money has moved', async () => {
    await kiosk.fresh();
    await kiosk.toScan('sun-yanshi');
    const fault = { kind: 'garbage', times: 1, garbage: 'wrong-types' };
    await world.admin('POST', 'faults', { ...fault, service: 'payment-channel', operation: 'charge' });
    await world.admin('POST', 'faults', { ...fault, service: 'tax-bureau', operation: 'post' });
    await kiosk.pay();
    await kiosk.sees('paying', { phase: 'asking-again' });
    await kiosk.sees('paid');
    await kiosk.slip('printed');
    await kiosk.agrees({ treasuryFen: 4_000, trades: ['paid'], bookedBills: 2, papers: 1 });
    await kiosk.leave('continue');
  });
});

test.describe('by a slower clock', () => {
  // At its own speed the channel closes what is unpaid before the terminal reverses it.
  test.use({ speed: 0.7 });

  test('the password is refused; and paid a second before the reverse', async ({ kiosk }) => {
    await test.step('refused on the phone: closed first, then believed', async () => {
      await payFault(kiosk, '02');
      await kiosk.sees('paying', { phase: 'password' });
      await kiosk.answerPassword(false);
      await kiosk.sees('paying', { phase: 'reversing' });
      await kiosk.sees('not-charged', {}, 60_000);
      await kiosk.stands({ trades: ['reversed'] });
      await kiosk.leave('cancel');
      await kiosk.agrees({ trades: ['reversed'] });
    });

    await test.step('paid a second before the reverse: the money goes back, and the page says so', async () => {
      await payFault(kiosk, '14');
      await kiosk.sees('paying', { phase: 'password' });
      await kiosk.sees('not-charged', {}, 100_000);
      await kiosk.stands({ trades: ['reversed'] });
      const { accounts } = await kiosk.books();
      expect(accounts.tax).toEqual({ paidFen: 2_014, reversedFen: 2_014, refundedFen: 0, balanceFen: 0 });
      await kiosk.leave('cancel');
      await kiosk.agrees({ trades: ['reversed'] });
    });
  });
});
