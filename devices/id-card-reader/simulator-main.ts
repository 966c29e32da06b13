import { systemClock } from '../../contract/clock.ts';
import { serveControl } from '../bench/control-socket.ts';
import { PtyLine } from '../bench/pty-line.ts';
import { runUntilStopped, simulatorArguments } from '../bench/simulator-program.ts';
import { SAMPLE_CARDS, type SampleCardId } from './sample-cards.ts';
import { idCardReaderControl } from './simulator-control.ts';
import { ReaderSimulator } from './simulator.ts';

const PROGRAM = 'id-card-reader simulator';
const { tty, control } = simulatorArguments(PROGRAM);

let sample: SampleCardId | null = null;
const line = new PtyLine(tty, (bytes) => simulator.receive(bytes));
const simulator = new ReaderSimulator({
  clock: systemClock,
  send: (bytes) => {
    line.write(bytes);
    tellIfChanged();
  },
});

const snapshot = () => ({
  plugged: line.isPlugged,
  card: simulator.chip ? { sample, chip: simulator.chip } : null,
  field: simulator.field,
  faults: simulator.faults,
  counters: simulator.counters,
});
const server = await serveControl(
  control,
  idCardReaderControl,
  {
    'place-card': (params) => {
      sample = 'sample' in params ? params.sample : null;
      simulator.placeCard('sample' in params ? SAMPLE_CARDS[params.sample] : params.chip);
    },
    'lift-card': () => simulator.liftCard(),
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

/** Find and status answers come several times a second; only what can be seen is told. */
let seen = '';
function tellIfChanged(): void {
  const now = JSON.stringify([simulator.field, simulator.chip !== null, simulator.faults]);
  if (now === seen) return;
  seen = now;
  server.changed();
}

runUntilStopped(PROGRAM, async () => {
  await server.close();
  await line.unplug();
});
