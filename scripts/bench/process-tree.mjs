/** What a program and all that it started use, from /proc. Linux only. */
import fs from 'node:fs';

/** A process may end between two looks: then it has nothing to say. */
function readProc(...parts) {
  try {
    return fs.readFileSync(['/proc', ...parts].join('/'), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(error.code)) return null;
    throw error;
  }
}

/** The process and all below it. */
export function treeOf(root) {
  const children = new Map();
  for (const name of fs.readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    // The name in brackets may itself hold brackets and spaces.
    const parent = Number(readProc(pid, 'stat')?.replace(/^.*\) \S+ (\d+) [^]*$/, '$1'));
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (let at = 0; at < tree.length; at++) tree.push(...(children.get(tree[at]) ?? []));
  return tree;
}

export function commandOf(pid) {
  return (readProc(pid, 'cmdline') ?? '').split('\0').join(' ').trim();
}

/** What kind of process it is, in a word. */
export function roleOf(pid) {
  const command = commandOf(pid);
  if (isJournal(command)) return 'journal';
  return /--type=([\w-]+)/.exec(command)?.[1] ?? 'main';
}

const isJournal = (command) =>
  /journal[/\\]process\.cjs|utility-sub-type=node\.mojom\.NodeService/.test(command);

export function journalOf(root) {
  return treeOf(root).find((pid) => isJournal(commandOf(pid))) ?? null;
}

/** Proportional set size in MB: shared pages are counted once, shared out among those who have them. */
export function memoryOf(root) {
  const roles = {};
  let total = 0;
  for (const pid of treeOf(root)) {
    const kilobytes = Number(/^Pss:\s+(\d+)/m.exec(readProc(pid, 'smaps_rollup') ?? '')?.[1] ?? 0);
    total += kilobytes / 1024;
    const role = roleOf(pid);
    roles[role] = (roles[role] ?? 0) + kilobytes / 1024;
  }
  return { total, roles };
}

/** Milliseconds of processor time used by each thread of the tree since it began; keyed by thread. */
export function threadTimes(root) {
  const times = new Map();
  for (const pid of treeOf(root)) {
    let tasks;
    try {
      tasks = fs.readdirSync(`/proc/${pid}/task`);
    } catch (error) {
      if (error.code === 'ENOENT') continue;
      throw error;
    }
    for (const task of tasks) {
      const nanoseconds = readProc(pid, 'task', task, 'schedstat')?.split(' ')[0];
      if (nanoseconds !== undefined) times.set(task, { role: roleOf(pid), ms: Number(nanoseconds) / 1e6 });
    }
  }
  return times;
}

/** Processor time between two looks, in all and by role. A thread that ended in between is not counted. */
export function timeBetween(before, after) {
  const roles = {};
  let total = 0;
  for (const [task, { role, ms }] of after) {
    const spent = ms - (before.get(task)?.ms ?? 0);
    total += spent;
    roles[role] = (roles[role] ?? 0) + spent;
  }
  return { total, roles };
}
