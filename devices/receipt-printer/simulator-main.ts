import { parseArgs } from 'node:util';
import { systemClock } from '../../contract/clock.ts';
import { serveControl } from '../bench/control-socket.ts';
import { runUntilStopped } from '../bench/simulator-program.ts';
import { drawPaper } from './paper-drawing.ts';
import { plainPaper, type Paper } from './paper.ts';
import { printerProfile, printerProfileNames } from './profile.ts';
import { receiptPrinterControl, type PrintedPaper } from './simulator-control.ts';
import { TcpLine, TtyLine, type SimulatorLine } from './simulator-line.ts';
import { SimulatedPrinter } from './simulator.ts';

const PROGRAM = 'receipt-printer simulator';
const USAGE = `${PROGRAM} (--tcp PORT | --tty PATH) --control SOCKET [--profile NAME] [--speed MM_PER_SECOND]
  PORT    loopback port that the driver connects to
  PATH    link to the pseudo-terminal that the driver opens
  SOCKET  unix socket for commands, one JSON a line
  NAME    ${printerProfileNames.join(', ')}
`;
const KEPT_PAPERS = 20;
const DOTS_A_MM = 8;
/** State is told at most so often while a slip comes out. */
const TELL_MS = 100;

const { tcp, tty, control, profile: profileName, speed } = readArguments();
const profile = printerProfile(profileName) ?? usage(`no profile ${profileName}`);

const papers: PrintedPaper[] = [];
const receive = (bytes: Uint8Array): void => simulator.receive(bytes);
const line: SimulatorLine = tcp === null ? new TtyLine(tty, receive) : new TcpLine(tcp, receive);
const simulator = new SimulatedPrinter({
  clock: systemClock,
  dots: profile.dots,
  charset: profile.charset,
  processId: profile.processId,
  automaticStatus: true,
  dotsPerSecond: speed * DOTS_A_MM,
  send: (bytes) => line.write(bytes),
  resetLine: () => line.reset(),
  onPaper: (paper) => keep(paper),
  onChange: () => tellSoon(),
});

const snapshot = () => ({ plugged: line.isPlugged, ...simulator.state() });
const server = await serveControl(
  control,
  receiptPrinterControl,
  {
    papers: () => papers,
    hanging: () => describe(simulator.hanging(), papers.length + 1),
    'tear-off': () => simulator.tearOff(),
    fault: (fault) => simulator.set(fault),
    'clear-fault': ({ name }) => simulator.clear(name),
    refill: () => simulator.refill(),
    'open-cover': () => simulator.openCover(),
    'close-cover': () => simulator.closeCover(),
    unplug: () => line.unplug(),
    plug: () => line.plug(),
    'power-cycle': () => {
      simulator.powerCycle();
      line.reset();
    },
    state: () => snapshot(),
  },
  { snapshot },
);

function describe(paper: Paper, number: number): PrintedPaper {
  return {
    number,
    svg: drawPaper(paper),
    lines: plainPaper(paper),
    bytes: paper.bytes,
    cut: paper.cut,
    at: systemClock.now(),
  };
}

function keep(paper: Paper): void {
  const printed = describe(paper, (papers.at(-1)?.number ?? 0) + 1);
  papers.push(printed);
  if (papers.length > KEPT_PAPERS) papers.shift();
  server.push('paper', printed);
}

let telling = false;
let told = '';
/** Status questions come all the time and change nothing; only what can be seen is told. */
function tellSoon(): void {
  if (telling || JSON.stringify(snapshot()) === told) return;
  telling = true;
  systemClock.setTimeout(() => {
    telling = false;
    told = JSON.stringify(snapshot());
    server.changed();
  }, TELL_MS);
}

function readArguments() {
  const { values } = parse();
  const port = values.tcp === undefined ? null : Number(values.tcp);
  const wrongPort = port !== null && !(Number.isInteger(port) && port >= 0 && port <= 65535);
  if (!values.control || wrongPort || (port === null) === (values.tty === undefined)) usage();
  const speed = Number(values.speed);
  if (!(speed > 0)) usage('speed must be above 0');
  return { tcp: port, tty: values.tty ?? '', control: values.control, profile: values.profile, speed };
}

function parse() {
  try {
    return parseArgs({
      options: {
        tcp: { type: 'string' },
        tty: { type: 'string' },
        control: { type: 'string' },
        profile: { type: 'string', default: 'escpos-80mm' },
        speed: { type: 'string', default: '200' },
      },
    });
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

function usage(problem?: string): never {
  process.stderr.write(`${problem === undefined ? '' : `${problem}\n`}${USAGE}`);
  process.exit(2);
}

await line.plug();
server.changed();
runUntilStopped(PROGRAM, async () => {
  await server.close();
  await line.unplug();
});
