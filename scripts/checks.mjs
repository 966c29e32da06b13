/** The steps of `npm test`: each runs one tool and says how many tests passed, failed and were skipped. */
import fs from 'node:fs';
import path from 'node:path';
import { packageFile, pinnedEnv, pinnedNode, root } from './pinned-node.mjs';
import { runProgram } from './run-program.mjs';

const reports = path.join(root, 'test-results');

/** A log in a file is read without a terminal's colours. */
const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };

function node(script, args, options = {}) {
  const onOutput = options.quiet ? undefined : (text) => process.stdout.write(text);
  return runProgram(pinnedNode(), [script, ...args], {
    cwd: root,
    env: pinnedEnv(options.env),
    timeoutMs: options.timeoutMs ?? 900_000,
    onOutput,
  });
}

/** A tool that only says yes or no: one test. Its words are shown when the answer is no. */
async function verdict(script, args) {
  const { code, output } = await node(script, args, { quiet: true });
  if (code !== 0) process.stdout.write(output);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

export const format = () =>
  verdict(packageFile('prettier', 'bin', 'prettier.cjs'), ['--check', '--log-level=warn', '.']);

export const lint = () =>
  verdict(packageFile('oxlint', 'bin', 'oxlint'), [
    '--type-aware',
    '--report-unused-disable-directives',
    '.',
  ]);

export const types = () => verdict(packageFile('typescript', 'bin', 'tsc'), ['-p', '.']);

/** What a runner wrote, or null where it died before it could. */
function readReport(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** A runner that died, or that says it failed while all its tests passed, counts as a failed test. */
function counted(counts, { code, timedOut }) {
  if (timedOut) process.stdout.write('The tests took too long and were ended.\n');
  if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1 };
  return counts;
}

const NOTHING = { passed: 0, failed: 0, skipped: 0 };

export async function unit(filters = []) {
  const file = path.join(reports, 'vitest.json');
  fs.rmSync(file, { force: true });
  const args = [
    'run',
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...filters,
  ];
  const ended = await node(packageFile('vitest', 'vitest.mjs'), args, { env: colour });
  return counted(countVitest(readReport(file)), ended);
}

/** Vitest's JSON report. A file that could not even be loaded has no tests in it and counts as one that failed. */
export function countVitest(report) {
  if (!report) return NOTHING;
  const unloadable = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

/** `electron` is the runtime's executable, `display` the X display's name. */
export async function endToEnd({ electron, display }, filters = []) {
  const file = path.join(reports, 'playwright.json');
  fs.rmSync(file, { force: true });
  // The line reporter is for people; the output folder is emptied by the run itself before it writes.
  const args = ['test', '--pass-with-no-tests', '--reporter=line,json', ...filters];
  const env = {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    YIZHAN_ELECTRON: electron,
    YIZHAN_NODE: pinnedNode(),
    DISPLAY: display,
  };
  const ended = await node(packageFile('@playwright', 'test', 'cli.js'), args, { env, timeoutMs: 1_800_000 });
  return counted(countPlaywright(readReport(file)), ended);
}

/** Playwright's JSON report. A test that passed only when tried again has failed. */
export function countPlaywright(report) {
  if (!report) return NOTHING;
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + (report.errors ?? []).length, skipped };
}
