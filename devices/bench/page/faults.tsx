import type { ReactElement } from 'react';
import type { BenchTarget } from '../messages.ts';
import { useTools } from './tools.ts';
import { activeFaults } from './sandbox-overview.ts';

interface Switch {
  readonly zh: string;
  readonly en: string;
  readonly on: boolean;
  readonly away: boolean;
  readonly turn: (on: boolean) => void;
}

/** One switch a fault, in the row of the device or backend it strikes. On means that the fault is there now. */
function Row({ zh, en, switches }: { zh: string; en: string; switches: readonly Switch[] }): ReactElement {
  return (
    <div className="faultrow">
      <h3>
        {zh} <small>{en}</small>
      </h3>
      <div>
        {switches.map((one) => (
          <button
            key={one.en}
            data-fault={`${en}: ${one.en}`}
            aria-pressed={one.on}
            disabled={one.away}
            onClick={() => one.turn(!one.on)}
          >
            {one.zh}
            <span lang="en">{one.en}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

/** What can go wrong, at the turn of a switch. */
export function Faults(): ReactElement {
  const { reader, scanner, printer, sandbox, act } = useTools();

  const cable = (target: BenchTarget, state: { plugged: boolean } | null): Switch => ({
    zh: '拔线',
    en: 'unplug',
    on: state?.plugged === false,
    away: !state,
    turn: (on) => void act(target, on ? 'unplug' : 'plug'),
  });
  const device =
    (target: BenchTarget, state: { faults: readonly { name: string }[] } | null) =>
    (zh: string, en: string, fault: { name: string } & Record<string, unknown>): Switch => ({
      zh,
      en,
      on: state?.faults.some(({ name }) => name === fault.name) ?? false,
      away: !state,
      turn: (on) => void act(target, on ? 'fault' : 'clear-fault', on ? fault : { name: fault.name }),
    });
  const ofReader = device('idCardReader', reader);
  const ofScanner = device('barcodeScanner', scanner);
  const ofPrinter = device('receiptPrinter', printer);
  const faults = activeFaults(sandbox);
  const backend =
    (service: string) =>
    (zh: string, en: string, kind: string, more: Record<string, unknown> = {}): Switch => ({
      zh,
      en,
      on: faults.some((fault) => fault.service === service && fault.kind === kind),
      away: sandbox === null,
      turn: (on) =>
        void act('sandbox', 'admin', {
          method: on ? 'POST' : 'DELETE',
          path: 'faults',
          body: { service, kind, ...(on ? more : {}) },
        }),
    });
  const backendRow = (service: string): Switch[] => {
    const of = backend(service);
    return [
      of('断网', 'offline', 'offline'),
      of('很慢', 'slow', 'slow', { ms: 4000 }),
      of('出错', 'http 500', 'http-500'),
      of('乱码', 'garbage', 'garbage'),
      of('办了不答', 'commit, then drop', 'commit-then-drop'),
    ];
  };

  return (
    <section className="faults">
      <h2>
        出点毛病 <small>Make something fail</small>
      </h2>
      <Row
        zh="读卡器"
        en="card reader"
        switches={[
          cable('idCardReader', reader),
          ofReader('读到一半拿开', 'lifted in mid-read', { name: 'torn' }),
          ofReader('读得慢', 'slow', { name: 'slow', ms: 1500 }),
          ofReader('乱码', 'garbage', { name: 'garbage' }),
          ofReader('证件可疑', 'card refused', { name: 'read-status', sw3: 0x32 }),
          ofReader('模块坏了', 'module dead', { name: 'dead-module', sw3: 0x60 }),
        ]}
      />
      <Row
        zh="扫码口"
        en="scanner"
        switches={[
          cable('barcodeScanner', scanner),
          ofScanner('慢', 'slow', { name: 'slow', ms: 1500 }),
          ofScanner('乱码', 'garbage', { name: 'garbage' }),
          ofScanner('读两遍', 'reads twice', { name: 'double' }),
        ]}
      />
      <Row
        zh="打印机"
        en="printer"
        switches={[
          cable('receiptPrinter', printer),
          {
            zh: '纸用完',
            en: 'paper out',
            on: printer?.paper === 'out',
            away: !printer,
            turn: (on) =>
              void act(
                'receiptPrinter',
                on ? 'fault' : 'refill',
                on ? { name: 'paper-out', afterLines: 0 } : {},
              ),
          },
          ofPrinter('印到一半没纸', 'paper out after 8 lines', { name: 'paper-out', afterLines: 8 }),
          ofPrinter('快没纸', 'paper low', { name: 'paper-low' }),
          {
            zh: '盖子开着',
            en: 'cover open',
            on: printer?.coverOpen ?? false,
            away: !printer,
            turn: (on) => void act('receiptPrinter', on ? 'open-cover' : 'close-cover'),
          },
          ofPrinter('切刀卡住', 'cutter jam', { name: 'cutter-jam' }),
          ofPrinter('不回话', 'silent', { name: 'silent' }),
          ofPrinter('慢', 'slow', { name: 'slow', dotsPerSecond: 150 }),
        ]}
      />
      <Row zh="税务" en="tax bureau" switches={backendRow('tax-bureau')} />
      <Row zh="支付" en="payment channel" switches={backendRow('payment-channel')} />
    </section>
  );
}
