import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test as base, type ElectronApplication } from '@playwright/test';
import type { ScreenKind } from '../../contract/screen.ts';
import type { PrintedPaper } from '../../devices/receipt-printer/simulator-control.ts';
import type { SampleCardId } from '../../devices/id-card-reader/sample-cards.ts';
import type { BooksView } from '../../sandbox/overview.ts';
import { Citizen, freshWechatCode } from '../support/citizen.ts';
import { startDemoWorld, type DemoWorld, type StartedWorld } from '../support/demo-world.ts';
import { launchElectron } from '../support/launch.ts';
import { electronPath, isRoot, root } from '../support/electron-app.ts';

/** Longer than any bound of a single step; a wait that ends here waited in vain. */
const STEP_MS = 25_000;

/** What must stand in the sandbox's books and on the paper after a walk; what is not named must be empty. */
export interface Books {
  /** Fen that the treasury account holds. */
  readonly treasuryFen?: number;
  /** States of all trades of the channel, in the order of their charges. */
  readonly trades?: readonly string[];
  /** How many bills were booked as paid by an order of this terminal. */
  readonly bookedBills?: number;
  /** Papers that came out since the world was made new. */
  readonly papers?: number;
}

/** A real terminal in a real Electron, and the world around it: three books that must agree after every walk. */
export class Kiosk {
  readonly world: DemoWorld;
  readonly stateDirectory: string;
  readonly #started: StartedWorld;
  readonly #userData: string;
  #app: ElectronApplication | null = null;
  #citizen: Citizen | null = null;
  #papersBefore = 0;

  constructor(started: StartedWorld, userData: string) {
    this.#started = started;
    this.#userData = userData;
    this.world = started.world;
    this.stateDirectory = started.directory;
  }

  get citizen(): Citizen {
    if (this.#citizen === null) throw new Error('the kiosk is not running');
    return this.#citizen;
  }

  async launch(): Promise<void> {
    const { NODE_OPTIONS: _handedOn, ...inherited } = process.env as Record<string, string>;
    const { app, page } = await launchElectron({
      executablePath: electronPath(),
      chromiumSandbox: !isRoot,
      args: [`--user-data-dir=${this.#userData}`, root],
      env: {
        ...inherited,
        ...this.#started.env,
        YIZHAN_CONFIG: path.join(root, 'config/demo.yaml'),
        YIZHAN_NODE: process.execPath,
      },
    });
    this.#app = app;
    this.#citizen = new Citizen(page);
  }

  /** As a power cut: nothing is closed, nothing is said. */
  async kill(): Promise<void> {
    const process = this.#app?.process();
    if (!process) return;
    const gone = new Promise((resolve) => process.once('exit', resolve));
    process.kill('SIGKILL');
    await gone;
    this.#app = null;
    this.#citizen = null;
  }

  async close(): Promise<void> {
    await this.#app?.close();
    await this.#started.stop();
  }

  // ---- the walk ----

  /** Everything as it was made, the citizen before the attract screen. */
  async fresh(): Promise<void> {
    await this.world.reset();
    this.#papersBefore = this.world.printer.state().papers;
    await this.sees('attract');
  }

  async sees(
    screen: ScreenKind,
    mark: Readonly<Record<string, string>> = {},
    timeout = STEP_MS,
  ): Promise<void> {
    const marks = Object.entries(mark).map(([name, value]) => `[data-${name}="${value}"]`);
    await expect(
      this.citizen.page.locator(`[data-screen="${screen}"]${marks.join('')}`),
      `${screen} ${JSON.stringify(mark)}`,
    ).toBeAttached({ timeout });
  }

  async toCard(): Promise<void> {
    await this.citizen.touches('start');
    await this.sees('home');
    await expect(this.citizen.page.locator(TILE)).toHaveAttribute('aria-disabled', 'false', {
      timeout: STEP_MS,
    });
    await this.citizen.touches('choose-service', 'pay-tax');
    await this.sees('consent');
    await this.citizen.touches('continue');
    await this.sees('place-card');
  }

  async toBills(card: SampleCardId): Promise<void> {
    await this.toCard();
    await this.world.place(card);
    await this.sees('confirm-person');
    await this.citizen.touches('continue');
  }

  /** Chooses only the bills whose detail ends in this text; all of them without one. */
  async toCheck(card: SampleCardId, only?: string): Promise<void> {
    await this.toBills(card);
    await this.sees('choose-bills');
    if (only !== undefined) await this.chooseOnly(only);
    await this.citizen.touches('continue');
    await this.sees('check');
  }

  async toScan(card: SampleCardId, only?: string): Promise<void> {
    await this.toCheck(card, only);
    await this.citizen.touches('continue');
    await this.sees('scan-pay-code');
  }

  async chooseOnly(ending: string): Promise<void> {
    const { page } = this.citizen;
    const wanted = (await this.books()).bills.filter((bill) => bill.detail.endsWith(ending));
    if (wanted.length === 0) throw new Error(`no bill ends in ${ending}`);
    for (let number = 1; ; number++) {
      await this.sees('choose-bills', { page: String(number) });
      for (const row of await page.locator('[data-intent="toggle-bill"]').all()) {
        const billId = await row.getAttribute('data-bill-id');
        const isWanted = wanted.some((bill) => bill.billId === billId);
        if (((await row.getAttribute('aria-checked')) === 'true') === isWanted) continue;
        await row.click();
        await expect(row).toHaveAttribute('aria-checked', String(isWanted));
      }
      const next = page.locator('[data-intent="turn-page"][data-to="next"]:not([aria-disabled="true"])');
      if ((await next.count()) === 0) return;
      await next.click();
    }
  }

  async pay(): Promise<void> {
    await this.world.scan(freshWechatCode());
  }

  async slip(state: 'printed' | 'not-printed' | 'unsure'): Promise<void> {
    await expect(this.citizen.page.locator(`[data-slip="${state}"]`)).toBeAttached({ timeout: STEP_MS });
  }

  /** By this answer, or from where the page is gone already; ends before the attract screen with no card left. */
  async leave(...answers: ('continue' | 'cancel' | 'back')[]): Promise<void> {
    for (const answer of answers) await this.citizen.touches(answer);
    if (this.world.reader.state().card !== null) {
      await this.sees('take-card');
      await this.world.lift();
    }
    await this.sees('goodbye');
    await this.citizen.touches('start');
    await this.sees('attract');
  }

  // ---- the three books ----

  async books(): Promise<BooksView> {
    return (await this.world.admin('GET', 'overview')) as BooksView;
  }

  /** The number of this person's bill, counted from 1 as the bureau lists them. */
  async billId(persona: SampleCardId, number: number): Promise<string> {
    const { people, bills } = await this.books();
    const taxpayerId = people.find((person) => person.persona === persona)?.taxpayerId;
    const found = bills.filter((bill) => bill.taxpayerId === taxpayerId)[number - 1];
    if (!found) throw new Error(`${persona} has no bill ${number}`);
    return found.billId;
  }

  /** The papers since the world was made new. */
  async papers(): Promise<readonly PrintedPaper[]> {
    return (await this.world.papers()).filter(({ number }) => number > this.#papersBefore);
  }

  /** The phone: the wallet's owner enters the password, or gives up. */
  async answerPassword(entered: boolean): Promise<void> {
    const asking = (await this.books()).trades.findLast((trade) => trade.state === 'user-paying');
    if (!asking) throw new Error('no wallet asks for a password');
    await this.world.admin('POST', 'phone/password', { channelOrderNo: asking.channelOrderNo, entered });
  }

  /** The sandbox's books and the paper after a walk; bills of this terminal must be let go. */
  async agrees(expected: Books): Promise<void> {
    await expect
      .poll(async () => (await this.books()).bills.filter((bill) => bill.heldBy !== null).length, {
        message: 'bills still held',
        timeout: STEP_MS,
      })
      .toBe(0);
    await this.stands(expected);
  }

  /** As `agrees`, while bills may still be held. */
  async stands(expected: Books): Promise<void> {
    const books = await this.books();
    const booked = books.bills.filter((bill) => bill.paidBy !== null && bill.paidBy !== 'elsewhere');
    expect({
      treasuryFen: books.accounts.tax.balanceFen,
      trades: books.trades.map((trade) => trade.state),
      bookedBills: booked.length,
      papers: (await this.papers()).length,
      postageFen: books.accounts.postage.balanceFen,
    }).toEqual({
      treasuryFen: expected.treasuryFen ?? 0,
      trades: expected.trades ?? [],
      bookedBills: expected.bookedBills ?? 0,
      papers: expected.papers ?? 0,
      postageFen: 0,
    });
    // What the bureau booked is what the treasury got for it.
    const posted = books.orders.filter((order) => order.taxVoucherNo !== null);
    const got = books.trades.filter((trade) => posted.some((o) => o.channelOrderNo === trade.channelOrderNo));
    expect(got.map((trade) => [trade.state, trade.account])).toEqual(posted.map(() => ['paid', 'tax']));
    expect(got.reduce((sum, trade) => sum + trade.amountFen, 0)).toBe(
      posted.reduce((sum, order) => sum + order.totalFen, 0),
    );
  }
}

/** The tile of 缴税 on the home page. */
export const TILE = '[data-intent="choose-service"][data-service="pay-tax"]';

/** Playwright's test with `kiosk`: the demo terminal, started, in a world of its own. `speed`: of the sandbox's clock. */
export const test = base.extend<{ speed: number; started: boolean; kiosk: Kiosk }>({
  speed: [10, { option: true }],
  started: [true, { option: true }],
  kiosk: async ({ speed, started }, use) => {
    const userData = mkdtempSync(path.join(tmpdir(), 'yizhan-journey-'));
    try {
      const kiosk = new Kiosk(await startDemoWorld({ speed }), userData);
      try {
        if (started) {
          await kiosk.launch();
          await kiosk.fresh();
        }
        await use(kiosk);
      } finally {
        await kiosk.close();
      }
    } finally {
      rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
    }
  },
});

export { expect };
