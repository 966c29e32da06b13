const number = (value, digits = 0) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const range = ({ median, min, max }, digits, unit) =>
  `${number(median, digits)} ${unit} (${number(min, digits)}–${number(max, digits)})`;
const verdict = (isMet) => (isMet ? 'met' : 'NOT MET');

/** A figure beside the empty window's; `goal` is the largest ratio, or null. */
function compared(what, ours, theirs, { unit, digits = 0, goal = null }) {
  const ratio = ours.median / theirs.median;
  return {
    what,
    figure: range(ours, digits, unit),
    empty: range(theirs, digits, unit),
    ratio: `${number(ratio, 2)} ×`,
    goal: goal === null ? '' : `≤ ${String(goal)} ×`,
    verdict: goal === null ? '' : verdict(ratio <= goal),
  };
}

function plain(what, figure, goal = '', isMet = null) {
  return { what, figure, empty: '', ratio: '', goal, verdict: isMet === null ? '' : verdict(isMet) };
}

function startRows({ terminal, empty }) {
  return [
    compared('start to first paint', terminal.firstPaintMs, empty.firstPaintMs, { unit: 'ms', goal: 1.5 }),
    compared('start to attract screen', terminal.readyMs, empty.readyMs, { unit: 'ms' }),
    compared('processor time of a start', terminal.startCpuMs, empty.startCpuMs, { unit: 'ms' }),
    compared('memory, attract screen', terminal.memoryMb, empty.memoryMb, { unit: 'MB', goal: 1.5 }),
    {
      ...compared('idle, share of a core', terminal.idlePercent, empty.idlePercent, { unit: '%', digits: 2 }),
      ratio: '',
      goal: '< 1 %',
      verdict: verdict(terminal.idlePercent.median < 1),
    },
  ];
}

function useRows({ taps, emptyTaps, visits, scripts, memoryBefore, memoryAfter }, startAndIdle) {
  const rows = [];
  if (visits) {
    const empty = startAndIdle?.empty.memoryMb.median;
    const ratio = memoryAfter.total / empty;
    rows.push({
      what: `memory after ${visits.count} paid visits`,
      figure: `${number(memoryAfter.total)} MB (before: ${number(memoryBefore.total)})`,
      empty: empty ? `${number(empty)} MB` : '',
      ratio: empty ? `${number(ratio, 2)} ×` : '',
      goal: '≤ 1.5 ×',
      verdict: empty ? verdict(ratio <= 1.5) : '',
    });
  }
  if (taps) {
    const both = (times) => `${number(times.p50, 1)} / ${number(times.p95, 1)} ms`;
    const beside = (what, moment) => ({
      ...plain(what, both(taps.all[moment])),
      empty: emptyTaps ? both(emptyTaps[moment]) : '',
      ratio: emptyTaps ? `${number(taps.all[moment].p50 / emptyTaps[moment].p50, 2)} ×` : '',
    });
    const { presented } = taps.all;
    rows.push(
      {
        ...beside(`tap to painted screen, p50 / p95 of ${presented.n}`, 'presented'),
        goal: 'p95 ≤ 50 ms',
        verdict: verdict(presented.p95 <= 50),
      },
      beside('  to the changed page', 'changed'),
      beside('  to the frame after', 'nextFrame'),
    );
    for (const [what, times] of Object.entries(taps.byKind)) {
      rows.push(plain(`  ${what} (${times.presented.n})`, both(times.presented)));
    }
    const { messages, bytes } = taps;
    rows.push(
      plain('messages per tap', `${messages.median} (most ${messages.max})`, '≤ 2', messages.median <= 2),
      plain(
        'bytes per tap',
        `${number(bytes.median)} (most ${number(bytes.max)})`,
        '≤ 4,096',
        bytes.max <= 4096,
      ),
    );
  }
  if (visits?.flushes) {
    const { perBill, perSessionElse } = visits.flushes;
    const most = Math.max(...perBill);
    rows.push(
      plain(
        'flushes per paid bill',
        `${number(perBill.reduce((a, b) => a + b, 0) / perBill.length, 1)} (most ${most})`,
        '≤ 7',
        perBill.toSorted((a, b) => a - b)[Math.floor(perBill.length / 2)] <= 7,
      ),
      plain('flushes per visit besides', number(perSessionElse, 1)),
    );
  }
  if (scripts) {
    rows.push(
      plain(
        'scripts up to the attract screen, gzip',
        `${number(scripts.firstKb)} KB`,
        '≤ 150 KB',
        scripts.firstKb <= 150,
      ),
      plain(
        'scripts of the page in all, gzip',
        `${number(scripts.totalKb)} KB`,
        '≤ 600 KB',
        scripts.totalKb <= 600,
      ),
    );
  }
  return rows;
}

function journalRows({ flush, inProcess, client }) {
  const both = ({ p50Ms, p99Ms }) => `${number(p50Ms, 2)} / ${number(p99Ms, 2)} ms`;
  return [
    plain('a bare flush of this disk, p50 / p99', both(flush)),
    plain(`journal append, p50 / p99 of ${inProcess.n}`, both(inProcess)),
    plain('  through its own process', both(client)),
  ];
}

function receiptRows(receipts) {
  return receipts.flatMap(({ language, bytes, withoutPicture, textOnly, encodeMs, peers }) => {
    const leanest = peers.toSorted((a, b) => a.bytes - b.bytes)[0];
    return [
      plain(
        `paid slip, ${language}`,
        `${number(bytes)} bytes (text ${number(textOnly)}, QR code ${number(withoutPicture - textOnly)}, picture ${number(bytes - withoutPicture)})`,
      ),
      {
        ...plain(
          `  text beside ${leanest ? `the leanest peer, ${leanest.name}` : 'a peer'}`,
          `${number(textOnly)} bytes`,
        ),
        ...(leanest
          ? {
              figure: `${number(leanest.own)} bytes, peer ${number(leanest.bytes)}`,
              ratio: `${number(leanest.own / leanest.bytes, 2)} ×`,
              goal: '≤ 1 ×',
              verdict: verdict(leanest.own <= leanest.bytes),
            }
          : {}),
      },
      plain('  order to bytes, p50 / p99', `${number(encodeMs.p50, 2)} / ${number(encodeMs.p99, 2)} ms`),
    ];
  });
}

const COLUMNS = [
  ['what', 'what'],
  ['figure', 'figure'],
  ['empty', 'empty window'],
  ['ratio', 'ratio'],
  ['goal', 'goal'],
  ['verdict', ''],
];

/** The report as a table for people, GitHub's own kind. */
export function tableOf(report) {
  const { machine, startAndIdle, use, journal, receipts } = report;
  const rows = [
    ...(startAndIdle ? startRows(startAndIdle) : []),
    ...(use ? useRows(use, startAndIdle) : []),
    ...(journal ? journalRows(journal) : []),
    ...(receipts ? receiptRows(receipts) : []),
  ];
  const widths = COLUMNS.map(([key, title]) => Math.max(title.length, ...rows.map((row) => row[key].length)));
  const line = (cells) => `| ${cells.map((cell, n) => cell.padEnd(widths[n])).join(' | ')} |\n`;
  const busy = Math.max(machine.loadBefore, machine.loadAfter) > machine.cores;
  return [
    `\n${report.at.slice(0, 16).replace('T', ' ')} UTC · ${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB · display ${machine.display}\n`,
    use
      ? `Electron ${use.runtime.electron}, Chromium ${use.runtime.chrome}, Node ${machine.node} beside it\n`
      : '',
    `Load ${number(machine.loadBefore, 1)} before, ${number(machine.loadAfter, 1)} after${busy ? ': other programs were at work, trust the ratios more than the times' : ''}. Medians with (least–most).\n\n`,
    line(COLUMNS.map(([, title]) => title)),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map((row) => line(COLUMNS.map(([key]) => row[key]))),
  ].join('');
}
