import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { PtyLine } from '../bench/pty-line.ts';
import { SerialTransport } from '../transport/serial.ts';
import { TcpTransport } from '../transport/tcp.ts';
import type { Transport } from '../transport/transport.ts';
import { EscPosPrinter } from './driver.ts';
import { plainPaper, type Paper } from './paper.ts';
import { printerProfile } from './profile.ts';
import type { PrinterProfile } from './receipt-printer.ts';
import { SimulatedPrinter, type SimulatedPrinterOptions } from './simulator.ts';

const modern = printerProfile('escpos-80mm')!;
const basic = printerProfile('escpos-80mm-basic')!;
const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

interface Bench {
  readonly printer: EscPosPrinter;
  readonly simulator: SimulatedPrinter;
  readonly papers: Paper[];
  readonly texts: () => string[];
}

function simulate(
  profile: PrinterProfile,
  options: Partial<SimulatedPrinterOptions>,
): SimulatedPrinterOptions {
  const { dots, charset, processId } = profile;
  return {
    clock: systemClock,
    dots,
    charset,
    processId,
    automaticStatus: true,
    dotsPerSecond: null,
    send: () => undefined,
    ...options,
  };
}

async function overTcp(
  profile: PrinterProfile,
  options: Partial<SimulatedPrinterOptions> = {},
): Promise<Bench> {
  const papers: Paper[] = [];
  let line: Socket | null = null;
  const simulator = new SimulatedPrinter(
    simulate(profile, {
      send: (bytes) => line?.write(bytes),
      resetLine: () => line?.resetAndDestroy(),
      onPaper: (paper) => papers.push(paper),
      ...options,
    }),
  );
  const server: Server = createServer((socket) => {
    line = socket.setNoDelay();
    socket.on('data', (chunk) => simulator.receive(chunk));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return connect(
    new TcpTransport({ host: '127.0.0.1', port, clock: systemClock }),
    profile,
    simulator,
    papers,
  );
}

async function overPty(profile: PrinterProfile): Promise<Bench> {
  const papers: Paper[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'printer-'));
  cleanUp.push(() => rm(folder, { recursive: true }));
  const path = join(folder, 'tty');
  const line = new PtyLine(path, (bytes) => simulator.receive(bytes));
  const simulator = new SimulatedPrinter(
    simulate(profile, { send: (bytes) => line.write(bytes), onPaper: (paper) => papers.push(paper) }),
  );
  await line.plug();
  cleanUp.push(() => line.unplug());
  return connect(
    new SerialTransport({ path, baudRate: 115200, clock: systemClock }),
    profile,
    simulator,
    papers,
  );
}

async function connect(
  transport: Transport,
  profile: PrinterProfile,
  simulator: SimulatedPrinter,
  papers: Paper[],
): Promise<Bench> {
  const printer = new EscPosPrinter({ transport, profile, clock: systemClock });
  await printer.open();
  cleanUp.push(() => printer.close());
  return { printer, simulator, papers, texts: () => papers.flatMap((paper) => plainPaper(paper)) };
}

function lines(...texts: string[]): Uint8Array {
  return Buffer.from(texts.map((text) => `${text}\n`).join(''), 'latin1');
}

const five = lines('one', 'two', 'three', 'four', 'five');

describe.each([
  ['a socket', overTcp],
  ['a serial line', overPty],
])('over %s', (_, start) => {
  test('a slip is printed when the process id comes back', async () => {
    const { printer, texts, papers } = await start(modern);
    expect(printer.health()).toMatchObject({ state: 'ok', reason: null });
    const outcome = await printer.print({ id: 'a', body: five });
    expect(outcome).toEqual({ kind: 'printed', confirmedBy: 'process-id' });
    expect(texts()).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect(papers.map((paper) => paper.cut)).toEqual(['partial']);
  });

  test('a printer without process ids confirms by buffered status behind the cut', async () => {
    const { printer, texts } = await start(basic);
    const outcome = await printer.print({ id: 'a', body: five });
    expect(outcome).toEqual({ kind: 'printed', confirmedBy: 'buffered-status' });
    expect(texts()).toHaveLength(5);
  });
});

test('the same job id is answered with the first outcome and printed once', async () => {
  const { printer, papers } = await overTcp(modern);
  const first = printer.print({ id: 'a', body: five });
  const second = printer.print({ id: 'a', body: five });
  expect(await first).toEqual(await second);
  expect(await printer.print({ id: 'a', body: five })).toEqual(await first);
  expect(papers).toHaveLength(1);
});

test('jobs come out one after the other', async () => {
  const { printer, texts } = await overTcp(modern, { dotsPerSecond: 8000 });
  await Promise.all(['a', 'b', 'c'].map((id) => printer.print({ id, body: lines(`${id}1`, `${id}2`) })));
  expect(texts()).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
});

test('without paper nothing starts, and it starts again after a new roll', async () => {
  const { printer, simulator, papers } = await overTcp(modern);
  simulator.set({ name: 'paper-out', afterLines: 0 });
  await vi.waitFor(() => expect(printer.health()).toMatchObject({ state: 'offline', reason: 'paper-out' }));
  expect(await printer.print({ id: 'a', body: five })).toEqual({ kind: 'not-started', reason: 'paper-out' });
  simulator.refill();
  await vi.waitFor(() => expect(printer.health().state).toBe('ok'));
  expect(papers).toHaveLength(0);
  expect(await printer.print({ id: 'a', body: five })).toMatchObject({ kind: 'printed' });
  expect(papers).toHaveLength(1);
});

describe.each([
  ['with process ids', modern],
  ['without process ids', basic],
])('a printer %s', (_, profile) => {
  test.each([1, 2, 4])(
    'paper that ends after line %i makes it partial; nothing follows later',
    async (afterLines) => {
      const { printer, simulator, papers } = await overTcp(profile);
      await vi.waitFor(() => expect(printer.health().state).toBe('ok'));
      simulator.set({ name: 'paper-out', afterLines });
      const outcome = await printer.print({ id: 'a', body: five });
      expect(outcome).toEqual({ kind: 'partial', reason: 'paper-out' });
      expect(printer.health()).toMatchObject({ state: 'offline', reason: 'paper-out' });
      simulator.refill();
      await vi.waitFor(() => expect(printer.health().state).toBe('ok'));
      const printed = papers.flatMap((paper) => plainPaper(paper));
      expect(printed).toEqual(['one', 'two', 'three', 'four', 'five'].slice(0, afterLines));
      expect(await printer.print({ id: 'b', body: lines('next') })).toMatchObject({ kind: 'printed' });
      expect(plainPaper(papers.at(-1)!)).toEqual(['next']);
    },
  );

  test('a cover opened in the middle makes it partial', async () => {
    const { printer, simulator } = await overTcp(profile);
    simulator.set({ name: 'cover-open', afterLines: 2 });
    expect(await printer.print({ id: 'a', body: five })).toEqual({ kind: 'partial', reason: 'cover-open' });
    simulator.closeCover();
    await vi.waitFor(() => expect(printer.health().state).toBe('ok'));
  });

  test('a lost confirmation leaves it unconfirmed', async () => {
    const { printer, simulator, papers } = await overTcp(profile);
    simulator.set({ name: 'drop-reply' });
    expect(await printer.print({ id: 'a', body: five })).toEqual({
      kind: 'unconfirmed',
      reason: 'no-answer',
    });
    expect(papers).toHaveLength(1);
    simulator.clear();
    expect(await printer.print({ id: 'b', body: five })).toMatchObject({ kind: 'printed' });
  });

  test('noise between the answers changes nothing', async () => {
    const { printer, simulator } = await overTcp(profile);
    simulator.set({ name: 'garbage' });
    expect(await printer.print({ id: 'a', body: five })).toMatchObject({ kind: 'printed' });
    expect(printer.health().counters['noiseByteCount']).toBeGreaterThan(0);
  });

  test('a fault is found by asking where there is no automatic status', async () => {
    const { printer, simulator } = await overTcp(profile, { automaticStatus: false });
    simulator.set({ name: 'paper-out', afterLines: 2 });
    expect(await printer.print({ id: 'a', body: five })).toEqual({ kind: 'partial', reason: 'paper-out' });
  });
});

test('a jammed cutter makes it partial, and service goes on once the blade is free', async () => {
  const { printer, simulator } = await overTcp(modern);
  simulator.set({ name: 'cutter-jam' });
  expect(await printer.print({ id: 'a', body: five })).toEqual({ kind: 'partial', reason: 'cutter-error' });
  simulator.clear('cutter-jam');
  await vi.waitFor(() => expect(printer.health().state).toBe('ok'), 5000);
  expect(await printer.print({ id: 'b', body: five })).toMatchObject({ kind: 'printed' });
}, 10_000);

test('a hot head is waited for', async () => {
  const { printer, simulator, papers } = await overTcp(modern, { dotsPerSecond: 4000 });
  const outcome = printer.print({ id: 'a', body: five });
  await vi.waitFor(() => expect(simulator.state().hangingLines).toBeGreaterThan(0), { interval: 1 });
  simulator.set({ name: 'head-hot', ms: 300 });
  expect(await outcome).toMatchObject({ kind: 'printed' });
  expect(papers).toHaveLength(1);
});

test('low paper is a warning, not a hindrance', async () => {
  const { printer, simulator } = await overTcp(modern);
  simulator.set({ name: 'paper-low' });
  await vi.waitFor(() => expect(printer.health()).toMatchObject({ state: 'degraded', reason: 'paper-low' }));
  expect(await printer.print({ id: 'a', body: five })).toMatchObject({ kind: 'printed' });
});

test('a printer that never answers is sent nothing', async () => {
  const { printer, simulator, papers } = await overTcp(modern);
  simulator.set({ name: 'silent' });
  expect(await printer.print({ id: 'a', body: five })).toEqual({ kind: 'not-started', reason: 'no-answer' });
  expect(simulator.state().hangingLines + papers.length).toBe(0);
});

test('a printer that is not there is offline', async () => {
  const transport = new TcpTransport({ host: '127.0.0.1', port: 1, clock: systemClock });
  const printer = new EscPosPrinter({ transport, profile: modern, clock: systemClock });
  cleanUp.push(() => printer.close());
  await printer.open();
  expect(printer.health()).toMatchObject({ state: 'offline', reason: 'no-device' });
  expect(await printer.print({ id: 'a', body: five })).toEqual({ kind: 'not-started', reason: 'no-device' });
});

test('a line reset in the middle: the slip counts as partial or unconfirmed, and the printer comes back clean', async () => {
  const { printer, simulator, papers } = await overTcp(modern);
  simulator.set({ name: 'reset-connection', afterBytes: 50 });
  const outcome = await printer.print({ id: 'a', body: five });
  expect(['partial', 'unconfirmed']).toContain(outcome.kind);
  expect(outcome).toMatchObject({ reason: 'no-device' });
  await vi.waitFor(() => expect(printer.health().state).toBe('ok'), 5000);
  expect(printer.health().counters['reconnectCount']).toBe(1);
  expect(await printer.print({ id: 'b', body: lines('next') })).toMatchObject({ kind: 'printed' });
  expect(plainPaper(papers.at(-1)!)).toEqual(['next']);
}, 10_000);
