import iconv from 'iconv-lite';
import { systemClock } from '../../contract/clock.ts';
import { err } from '../../contract/result.ts';
import { serveControl, type ControlServer } from '../bench/control-socket.ts';
import { PtyLine } from '../bench/pty-line.ts';
import { runUntilStopped, simulatorArguments } from '../bench/simulator-program.ts';
import { barcodeScannerControl } from './simulator-control.ts';
import { ScannerSimulator } from './simulator.ts';

const PROGRAM = 'barcode-scanner simulator';
const { tty, control, trigger } = simulatorArguments(PROGRAM, ['honeywell', 'newland']);

/** The control socket, once it listens. */
let server: ControlServer<typeof barcodeScannerControl> | null = null;

const line = new PtyLine(tty, (bytes) => {
  const wasLit = simulator.lit;
  simulator.receive(bytes);
  if (simulator.lit !== wasLit) server?.changed();
});
const simulator = new ScannerSimulator({
  clock: systemClock,
  send: (bytes) => line.write(bytes),
  trigger: trigger === 'honeywell' || trigger === 'newland' ? trigger : 'none',
});
const hold = (content: Uint8Array) => (line.isPlugged ? simulator.scan(content) : err('unplugged'));

const snapshot = () => ({
  plugged: line.isPlugged,
  lit: simulator.lit,
  scans: simulator.scans,
  faults: simulator.faults,
});
server = await serveControl(
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
  await server?.close();
  await line.unplug();
});
