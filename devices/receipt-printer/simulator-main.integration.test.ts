import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { connectControl, type ControlClient } from '../bench/control-socket.ts';
import type { TransportConfig } from '../transport/open-transport.ts';
import { createReceiptPrinter, type EscPosPrinter } from './driver.ts';
import { receiptPrinterControl, type PrintedPaper } from './simulator-control.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function start(kind: 'tcp' | 'serial'): Promise<{
  control: ControlClient<typeof receiptPrinterControl>;
  printer: EscPosPrinter;
  papers: PrintedPaper[];
}> {
  const folder = await mkdtemp(join(tmpdir(), 'printer-'));
  cleanUp.push(() => rm(folder, { recursive: true }));
  const socket = join(folder, 'control');
  const path = join(folder, 'tty');
  const transport: TransportConfig =
    kind === 'tcp' ? { kind, host: '127.0.0.1', port: await freePort() } : { kind, path, baudRate: 115200 };
  const place = transport.kind === 'tcp' ? ['--tcp', String(transport.port)] : ['--tty', path];
  const program = spawn(
    process.execPath,
    [join(import.meta.dirname, 'simulator-main.ts'), ...place, '--control', socket, '--speed', '2000'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  cleanUp.push(() => {
    const gone = new Promise((resolve) => program.once('exit', resolve));
    program.kill();
    return gone;
  });
  await new Promise((resolve) => program.stdout.once('data', resolve));
  const control = await connectControl(socket, receiptPrinterControl, systemClock);
  if (!control.ok) throw new Error(control.error);
  cleanUp.push(() => control.value.close());
  const papers: PrintedPaper[] = [];
  control.value.onEvent('paper', (paper) => papers.push(paper));
  const printer = createReceiptPrinter({ profile: 'escpos-80mm', transport, clock: systemClock });
  cleanUp.push(() => printer.close());
  await printer.open();
  return { control: control.value, printer, papers };
}

test.each(['tcp', 'serial'] as const)(
  'the program prints over %s and tells what came out',
  async (kind) => {
    const { control, printer, papers } = await start(kind);
    const body = Buffer.concat([Buffer.from('D4C6C4CF', 'hex'), Buffer.from(' 650200\n')]);
    expect(await printer.print({ id: 'a', body })).toMatchObject({ kind: 'printed' });
    await vi.waitFor(() => expect(papers).toHaveLength(1));
    expect(papers[0]).toMatchObject({ number: 1, lines: ['云南 650200'], cut: 'partial' });
    expect(papers[0]?.svg).toMatch(/^<svg .*<\/svg>$/s);

    await control.request('open-cover', {});
    await vi.waitFor(() =>
      expect(printer.health()).toMatchObject({ state: 'offline', reason: 'cover-open' }),
    );
    await control.request('close-cover', {});
    await vi.waitFor(() => expect(printer.health().state).toBe('ok'));

    await control.request('unplug', {});
    await vi.waitFor(() => expect(printer.health()).toMatchObject({ state: 'offline', reason: 'no-device' }));
    await control.request('plug', {});
    await vi.waitFor(() => expect(printer.health().state).toBe('ok'), 5000);
    expect(await printer.print({ id: 'b', body })).toMatchObject({ kind: 'printed' });
  },
  15_000,
);
