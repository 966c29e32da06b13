import type { Language } from '../../contract/language.ts';
import type { ScreenKind } from '../../contract/screen.ts';
import type { SampleCardId } from '../../devices/id-card-reader/sample-cards.ts';
import { freshWechatCode, type Citizen } from '../support/citizen.ts';
import type { DemoWorld } from '../support/demo-world.ts';

export interface Stage {
  readonly citizen: Citizen;
  readonly world: DemoWorld;
  readonly language: Language;
  /** Waits for the screen and takes its picture. */
  readonly shows: (screen: ScreenKind, note?: string) => Promise<void>;
}

export interface Walk {
  readonly name: string;
  /** Slips that must have come out at its end. */
  readonly slips: number;
  readonly go: (stage: Stage) => Promise<void>;
}

async function toCard({ citizen, language }: Stage): Promise<void> {
  await citizen.touches('start');
  await citizen.sees('home');
  await citizen.choosesLanguage(language);
  await citizen.touches('choose-service', 'pay-tax');
  await citizen.sees('consent');
  await citizen.touches('continue');
  await citizen.sees('place-card');
}

async function toBills(stage: Stage, sample: SampleCardId): Promise<void> {
  await toCard(stage);
  await stage.world.place(sample);
  await stage.citizen.sees('confirm-person');
  await stage.citizen.touches('continue');
}

async function toScan(stage: Stage, sample: SampleCardId): Promise<void> {
  await toBills(stage, sample);
  await stage.citizen.sees('choose-bills');
  await stage.citizen.touches('continue');
  await stage.citizen.sees('check');
  await stage.citizen.touches('continue');
  await stage.citizen.sees('scan-pay-code');
}

/** Leaves by the primary answer and takes the card away. */
async function leave({ citizen, world, shows }: Stage, pictured: boolean): Promise<void> {
  if (world.reader.state().card) {
    if (pictured) await shows('take-card');
    else await citizen.sees('take-card');
    await world.lift();
  }
  if (pictured) await shows('goodbye');
  else await citizen.sees('goodbye');
}

/** Chooses only the bill of 郑故障 whose amount ends in this fault code. */
async function onlyBill({ citizen, world }: Stage, code: string): Promise<void> {
  const overview = (await world.admin('GET', 'overview')) as {
    bills: { billId: string; detail: string; paidBy: string | null }[];
  };
  const wanted = overview.bills.find((bill) => bill.detail.endsWith(` ${code}`));
  if (!wanted) throw new Error(`no bill for fault ${code}`);
  for (let page = 1; ; page++) {
    const rows = citizen.page.locator('[data-intent="toggle-bill"]');
    const ids = await rows.evaluateAll((buttons) =>
      buttons.map(
        (button) => [button.getAttribute('data-bill-id'), button.getAttribute('aria-checked')] as const,
      ),
    );
    for (const [billId, chosen] of ids) {
      if (billId === null || (chosen === 'true') === (billId === wanted.billId)) continue;
      await citizen.touches('toggle-bill', billId);
    }
    const next = citizen.page.locator(
      '[data-intent="turn-page"][data-to="next"]:not([aria-disabled="true"])',
    );
    if ((await next.count()) === 0) return;
    await next.click();
    await citizen.page.locator(`[data-page="${page + 1}"]`).waitFor();
  }
}

/** What a person can meet at the terminal, as a script. Each begins and ends at the attract screen. */
export const WALKS: readonly Walk[] = [
  {
    name: 'paid',
    slips: 1,
    go: async (stage) => {
      const { citizen, world, shows, language } = stage;
      await shows('attract');
      await citizen.touches('start');
      await citizen.sees('home');
      await citizen.choosesLanguage(language);
      await shows('home');
      await citizen.touches('choose-service', 'pay-tax');
      await shows('consent');
      await citizen.touches('continue');
      await shows('place-card');
      await world.place('zhao-shifan');
      await shows('confirm-person');
      await citizen.touches('continue');
      await shows('choose-bills');
      await citizen.touches('continue');
      await shows('check');
      await citizen.touches('continue');
      await shows('scan-pay-code');
      await world.scan(freshWechatCode());
      await citizen.page.locator('[data-phase="password"]').waitFor({ state: 'attached', timeout: 20_000 });
      await shows('paying', 'password');
      await enterPassword(world);
      await shows('paid', 'printing');
      await citizen.page.locator('[data-slip="printed"]').waitFor({ state: 'attached', timeout: 20_000 });
      await shows('paid');
      await citizen.touches('continue');
      await leave(stage, true);
    },
  },
  {
    name: 'not-charged',
    slips: 0,
    go: async (stage) => {
      const { citizen, world, shows } = stage;
      await toBills(stage, 'zheng-guzhang');
      await citizen.sees('choose-bills');
      await onlyBill(stage, '04');
      await shows('choose-bills');
      await citizen.touches('continue');
      await citizen.sees('check');
      await citizen.touches('continue');
      await citizen.sees('scan-pay-code');
      await world.scan('6901234567892');
      await citizen.page.locator('[data-problem="not-a-pay-code"]').waitFor({ state: 'attached' });
      await shows('scan-pay-code', 'not-a-pay-code');
      await world.scan(freshWechatCode());
      await shows('paying');
      await shows('not-charged');
      await citizen.touches('cancel');
      await leave(stage, false);
    },
  },
  {
    name: 'being-checked',
    slips: 1,
    go: async (stage) => {
      const { citizen, world, shows } = stage;
      await toBills(stage, 'zheng-guzhang');
      await citizen.sees('choose-bills');
      await onlyBill(stage, '08');
      await citizen.touches('continue');
      await citizen.sees('check');
      await citizen.touches('continue');
      await citizen.sees('scan-pay-code');
      await world.scan(freshWechatCode());
      await citizen.sees('being-checked', 40_000);
      await citizen.page.locator('[data-slip="printed"]').waitFor({ state: 'attached', timeout: 20_000 });
      await shows('being-checked');
      await citizen.touches('continue');
      await leave(stage, false);
    },
  },
  {
    name: 'no-paper',
    slips: 0,
    go: async (stage) => {
      const { citizen, world, shows } = stage;
      await world.printer.request('fault', { name: 'paper-out', afterLines: 0 });
      await citizen.touches('start');
      await citizen.sees('home');
      await citizen.choosesLanguage(stage.language);
      await citizen.page.locator('[data-notice="printer-paper-out"]').waitFor({ state: 'attached' });
      await shows('home', 'no-paper');
      await citizen.touches('choose-service', 'pay-tax');
      await citizen.sees('consent');
      await citizen.touches('continue');
      await citizen.sees('place-card');
      await world.place('sun-yanshi');
      await citizen.sees('confirm-person');
      await citizen.touches('continue');
      await citizen.sees('choose-bills');
      await citizen.touches('continue');
      await shows('check', 'no-paper');
      await citizen.touches('continue');
      await citizen.sees('scan-pay-code');
      await world.scan(freshWechatCode());
      await citizen.page.locator('[data-slip="not-printed"]').waitFor({ state: 'attached', timeout: 30_000 });
      await shows('paid', 'not-printed');
      await citizen.touches('continue');
      await leave(stage, false);
    },
  },
  {
    name: 'card',
    slips: 0,
    go: async (stage) => {
      const { citizen, world, shows } = stage;
      await toCard(stage);
      await world.place('bus-card');
      await citizen.page.locator('[data-problem="wrong-card"]').waitFor({ state: 'attached' });
      await shows('place-card', 'wrong-card');
      await world.lift();
      await world.place('expired');
      await shows('card-not-accepted');
      await world.lift();
      await citizen.touches('continue');
      await citizen.sees('place-card');
      await world.place('li-ceshi');
      await citizen.sees('confirm-person');
      await citizen.touches('continue');
      await shows('no-bills');
      await citizen.touches('call-attendant');
      await shows('attendant-called');
      await citizen.touches('still-here');
      await citizen.sees('no-bills');
      await citizen.touches('continue');
      await leave(stage, false);
    },
  },
  {
    name: 'bureau-away',
    slips: 0,
    go: async (stage) => {
      const { citizen, world, shows } = stage;
      await toCard(stage);
      await world.admin('POST', 'faults', { service: 'tax-bureau', kind: 'http-500' });
      await world.place('sun-yanshi');
      await citizen.sees('confirm-person');
      await citizen.touches('continue');
      await shows('service-unavailable');
      await world.admin('DELETE', 'faults', { service: 'tax-bureau' });
      await citizen.touches('cancel');
      await leave(stage, false);
    },
  },
  {
    name: 'leaving',
    slips: 0,
    go: async (stage) => {
      const { citizen, shows } = stage;
      await toScan(stage, 'sun-yanshi');
      await citizen.touches('cancel');
      await shows('confirm-leave');
      await citizen.touches('cancel');
      await leave(stage, false);
    },
  },
];

/** The wallet's owner types the password, as soon as the wallet asks. */
async function enterPassword(world: DemoWorld): Promise<void> {
  const overview = (await world.admin('GET', 'overview')) as {
    trades: { channelOrderNo: string; state: string }[];
  };
  const asking = overview.trades.findLast((trade) => trade.state === 'user-paying');
  if (!asking) throw new Error('no wallet asks for a password');
  await world.admin('POST', 'phone/password', { channelOrderNo: asking.channelOrderNo, entered: true });
}
