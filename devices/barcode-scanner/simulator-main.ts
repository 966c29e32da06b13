import iconv from 'iconv-lite';
import { systemClock } from '../../contract/clock.ts';
import { err } from '../../contract/result.ts';
import { serveControl } from '../bench/control-socket.ts';
import { PtyLine } from '../bench/pty-line.ts';
import { runUntilStopped, simulatorArguments } from '../bench/simulator-program.ts';
import { barcodeScannerControl } from './simulator-control.ts';
import { ScannerSimulator } from './simulator.ts';

const PROGRAM = 'barcode-scanner simulator';
const { tty, control } = simulatorArguments(PROGRAM);

const line = new PtyLine(tty, (bytes) => simulator.receive(bytes));
const simulator = new ScannerSimulator({ clock: systemClock, send: (bytes) => line.write(bytes) });
const hold = (content: Uint8Array) => (line.isPlugged ? simulator.scan(content) : err('unplugged'));

const snapshot = () => ({
  plugged: line.isPlugged,
  lit: simulator.lit,
  scans: simulator.scans,
  faults: simulator.faults,
});
const server = await serveControl(
  control,
  barcodeScannerControl,
  {
    scan: ({ text, charset }) => hold(iconv.encode(text, charset)),
    'scan-bytes': ({ hex }) => hold(Buffer.from(hex, 'hex')),
    fault: (fault) => simulator.addFault(fault),
    'clear-fault': ({ name }) => simulator.clearFaults(name),
    unplug: async () => {
      await line.unplug();
      simulator.restart();
    },
    plug: async () => {
      simulator.restart();
      await line.plug();
    },
    state: () => snapshot(),
  },
  { snapshot },
);
await line.plug();
server.changed();

runUntilStopped(PROGRAM, async () => {
  await server.close();
  await line.unplug();
});
