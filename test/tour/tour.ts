/**
 * The tour: a scripted citizen walks the journeys on the real terminal, in both orientations and both languages. Writes a
 * picture of each screen, each slip as a picture, and tour.json. Started by `npm start -- --tour DIR`, which starts the
 * world around it; exits 0 only if every walk ended as it should.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ElectronApplication, Page } from '@playwright/test';
import type { Language } from '../../contract/language.ts';
import type { ScreenKind } from '../../contract/screen.ts';
import { Citizen } from '../support/citizen.ts';
import { connectDemoWorld, type DemoWorld } from '../support/demo-world.ts';
import { launchElectron } from '../support/launch.ts';
import { WALKS, type Walk } from './walks.ts';

const root = path.resolve(import.meta.dirname, '../..');
const PANELS = {
  portrait: { width: 1080, height: 1920 },
  landscape: { width: 1920, height: 1080 },
} as const;
type Orientation = keyof typeof PANELS;
const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];

interface Picture {
  readonly screen: ScreenKind;
  readonly file: string;
  /** Milliseconds from the start of the walk. */
  readonly at: number;
}

export interface WalkReport {
  readonly walk: string;
  readonly orientation: Orientation;
  readonly language: Language;
  readonly outcome: 'ok' | 'failed';
  readonly problem: string | null;
  readonly ms: number;
  readonly pictures: readonly Picture[];
  readonly slips: readonly string[];
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the tour is started by npm start -- --tour DIR`);
  return value;
}

/** One terminal of this orientation: its page for the citizen and the bench beside it. */
async function openTerminal(orientation: Orientation) {
  const { width, height } = PANELS[orientation];
  const { app, page: kiosk } = await launchElectron({
    executablePath: required('YIZHAN_ELECTRON'),
    chromiumSandbox: process.getuid?.() !== 0,
    args: [`--user-data-dir=${path.join(required('YIZHAN_STATE_DIR'), `electron-${orientation}`)}`, root],
    env: {
      ...(process.env as Record<string, string>),
      YIZHAN_PANEL_WIDTH: String(width),
      YIZHAN_PANEL_HEIGHT: String(height),
    },
  });
  const bench = app.windows().find((page) => page !== kiosk) ?? (await app.waitForEvent('window'));
  return { app, kiosk, bench };
}

/** Pictures are taken of what has come to rest: faces loaded, no motion left but what repeats for ever. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const moving = document
      .getAnimations()
      .filter((one) => (one.effect?.getComputedTiming().iterations ?? 1) === 1);
    await Promise.all(moving.map((one) => one.finished.catch(() => undefined)));
  });
}

/** The newest paper as the bench draws it from the bytes, one pixel a dot. */
async function pictureOfPaper(bench: Page, paper: number, file: string): Promise<void> {
  await bench.locator(`[data-paper="${paper}"] .drawing svg`).waitFor();
  await bench.evaluate((number) => {
    const drawing = document
      .querySelector(`[data-paper="${number}"] .drawing svg`)!
      .cloneNode(true) as SVGElement;
    drawing.id = 'whole-paper';
    drawing.style.cssText = `position:absolute;left:0;top:0;z-index:9;width:${drawing.getAttribute('width')}px`;
    document.body.append(drawing);
  }, paper);
  await settled(bench);
  const drawing = bench.locator('#whole-paper');
  await drawing.screenshot({ path: file });
  await drawing.evaluate((element) => element.remove());
}

async function walkOnce(
  walk: Walk,
  orientation: Orientation,
  language: Language,
  stage: { kiosk: Page; bench: Page; world: DemoWorld; out: string },
): Promise<WalkReport> {
  const { kiosk, bench, world, out } = stage;
  const citizen = new Citizen(kiosk);
  const pictures: Picture[] = [];
  const slips: string[] = [];
  const started = performance.now();
  const folder = path.join(orientation, language);
  mkdirSync(path.join(out, folder), { recursive: true });
  const papersBefore = world.printer.state().papers;

  const shows = async (screen: ScreenKind, note = ''): Promise<void> => {
    await citizen.sees(screen, 30_000);
    await settled(kiosk);
    const number = String(pictures.length + 1).padStart(2, '0');
    const file = path.join(folder, `${walk.name}-${number}-${screen}${note && `-${note}`}.png`);
    await kiosk.screenshot({ path: path.join(out, file) });
    pictures.push({ screen, file, at: Math.round(performance.now() - started) });
  };

  let problem: string | null = null;
  try {
    await world.reset();
    await citizen.sees('attract', 30_000);
    await walk.go({ citizen, world, shows, language });
    await citizen.sees('attract', 30_000);
    const printed = world.printer.state().papers - papersBefore;
    if (printed !== walk.slips) throw new Error(`${printed} slips came out, not ${walk.slips}`);
    if (printed > 0) {
      const file = path.join(folder, `${walk.name}-slip.png`);
      await pictureOfPaper(bench, world.printer.state().papers, path.join(out, file));
      slips.push(file);
    }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
    await kiosk.screenshot({ path: path.join(out, folder, `${walk.name}-problem.png`) });
  }
  const ms = Math.round(performance.now() - started);
  console.log(
    `${problem === null ? 'ok  ' : 'FAIL'} ${orientation} ${language} ${walk.name}: ${pictures.length} screens, ${ms} ms${problem === null ? '' : `: ${problem}`}`,
  );
  return {
    walk: walk.name,
    orientation,
    language,
    outcome: problem === null ? 'ok' : 'failed',
    problem,
    ms,
    pictures,
    slips,
  };
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  if (values.out === undefined) throw new Error('--out DIR is missing');
  const out = path.resolve(values.out);
  for (const orientation of Object.keys(PANELS)) {
    rmSync(path.join(out, orientation), { recursive: true, force: true });
  }
  const world = await connectDemoWorld(
    required('YIZHAN_CONTROL_DIR'),
    Number(required('YIZHAN_SANDBOX_PORT')),
  );
  const reports: WalkReport[] = [];
  for (const orientation of Object.keys(PANELS) as Orientation[]) {
    let app: ElectronApplication | null = null;
    try {
      const terminal = await openTerminal(orientation);
      app = terminal.app;
      for (const language of LANGUAGES) {
        for (const walk of WALKS) {
          const report = await walkOnce(walk, orientation, language, { ...terminal, world, out });
          reports.push(report);
          // A walk that got stuck leaves the terminal where it stood: the next needs one from the start.
          if (report.outcome === 'failed') break;
        }
      }
      await terminal.bench.screenshot({ path: path.join(out, `bench-${orientation}.png`) });
    } finally {
      await app?.close();
    }
  }
  world.close();
  const screens = reports.flatMap((report) => report.pictures).length;
  const failed = reports.filter((report) => report.outcome === 'failed');
  const whole = reports.length === WALKS.length * LANGUAGES.length * Object.keys(PANELS).length;
  const outcome = failed.length === 0 && whole ? 'ok' : 'failed';
  writeFileSync(
    path.join(out, 'tour.json'),
    `${JSON.stringify({ outcome, screens, walks: reports }, null, 2)}\n`,
  );
  console.log(
    `${screens} screens, ${reports.length} walks, ${failed.length} failed: ${path.join(out, 'tour.json')}`,
  );
  return outcome === 'ok' ? 0 : 1;
}

process.exitCode = await main();
