import { useEffect, useState, useSyncExternalStore, type ReactElement } from 'react';
import { Cards } from './cards.tsx';
import type { BenchConnection } from './connection.ts';
import { Faults } from './faults.tsx';
import { PaperTray } from './paper-tray.tsx';
import { Phone } from './phone.tsx';
import { ToolsContext, type PrinterState, type ReaderState, type ScannerState, type Tools } from './tools.ts';

const PROBLEMS: Readonly<Record<string, string>> = {
  'not-lit': '扫码口没有亮：终端现在不等扫码。 The scanner is not lit: nothing is waited for.',
  unplugged: '线拔着，先插上。 The cable is out: plug it in first.',
  'no-simulator': '这个模拟设备没有开。 This simulator is not running.',
  'no-sandbox': '模拟后台没有开。 The sandbox is not running.',
  closed: '和工作台的连接断了。 The bench is not connected.',
};

/** The counter of someone who has no hardware: cards, a phone, the paper, and switches for what can go wrong. */
export function Bench({ connection }: { connection: BenchConnection }): ReactElement {
  const state = useSyncExternalStore(
    (listener) => connection.subscribe(listener),
    () => connection.state(),
  );
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (problem === null) return;
    const timer = setTimeout(() => setProblem(null), 6000);
    return () => clearTimeout(timer);
  }, [problem]);

  const tools: Tools = {
    // Parsed by the server with the simulators' own schemas; doing it again would bring the simulators into the page.
    reader: state.targets.idCardReader as ReaderState | null,
    scanner: state.targets.barcodeScanner as ScannerState | null,
    printer: state.targets.receiptPrinter as PrinterState | null,
    sandbox: state.targets.sandbox,
    act: async (target, command, params) => {
      try {
        return await connection.request(target, command, params);
      } catch (error) {
        const code = error instanceof Error ? error.message : 'failed';
        setProblem(PROBLEMS[code] ?? `${code} (${target} ${command})`);
        return null;
      }
    },
  };

  return (
    <ToolsContext.Provider value={tools}>
      <header className="head">
        <h1>
          工作台 <small>Bench</small>
        </h1>
        <p>
          没有设备也能走一遍：放一张证件，出示付款码，看凭条出来。
          <span lang="en">Walk through without hardware: lay a card down, show a code, watch the paper.</span>
        </p>
        <p className={state.connected ? 'link on' : 'link'}>
          {state.connected ? '已连上 Connected' : '正在连接 Connecting'}
        </p>
      </header>
      <main className="desk">
        <Cards />
        <Phone />
        <PaperTray />
        <Faults />
      </main>
      <p className="problem" role="status">
        {problem}
      </p>
    </ToolsContext.Provider>
  );
}
