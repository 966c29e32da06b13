/** Something that a person can mend: shown as its one sentence, without a stack. */
export class Trouble extends Error {}

/** One line for people. Standard error, so that what a command prints for programs stays clean. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Says what takes long, how long it has been taking every ten seconds, and when it is done.
 * `work` is a promise, or a function returning one.
 */
export async function step(what, work) {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  say(`· ${what} …`);
  const tick = setInterval(() => say(`  still at it after ${seconds()}`), 10_000);
  try {
    const result = await (typeof work === 'function' ? work() : work);
    say(`  done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(tick);
  }
}

/** Runs a program's `main`; a Trouble ends it with its sentence and code 1, anything else is a bug and shows its stack. */
export async function guarded(main) {
  try {
    const code = await main();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    const mendable = error instanceof Trouble || String(error?.code).startsWith('ERR_PARSE_ARGS');
    if (mendable) say(error.message);
    else console.error(error);
    process.exitCode = 1;
  }
}
