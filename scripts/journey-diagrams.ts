/**
 * `npm run docs:journeys`: draws each journey from its machine into docs/journeys. A test fails when a drawing is not the
 * machine's any more.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { identifyMachine } from '../main/journeys/identify.ts';
import { payTaxMachine } from '../main/journeys/pay-tax.ts';
import { sessionMachine } from '../main/session/session-machine.ts';

const FOLDER = path.join(import.meta.dirname, '../docs/journeys');

interface Journey {
  readonly file: string;
  readonly title: string;
  readonly source: string;
  readonly words: string;
  readonly machine: AnyStateMachine;
}

const JOURNEYS: readonly Journey[] = [
  {
    file: 'session.md',
    title: 'Who is standing there',
    source: 'main/session/session-machine.ts',
    words:
      'Around every errand: greeting, the errands, the card, the errand itself, and the putting-away at the end.',
    machine: sessionMachine,
  },
  {
    file: 'identify.md',
    title: 'The card',
    source: 'main/journeys/identify.ts',
    words: 'Purpose and privacy, the card, "is this you?". Asked once a session.',
    machine: identifyMachine,
  },
  {
    file: 'pay-tax.md',
    title: 'Pay a tax bill',
    source: 'main/journeys/pay-tax.ts',
    words: 'The conversation only: the money is in the payment order, which lives on whatever happens here.',
    machine: payTaxMachine,
  },
];

const nameOf = (node: AnyStateNode): string => node.path.join('_') || node.key;
const nodesBelow = (node: AnyStateNode): AnyStateNode[] =>
  Object.values(node.states).flatMap((child) => [child, ...nodesBelow(child)]);

function milliseconds(machine: AnyStateMachine, delay: string): string {
  const ms: unknown = machine.implementations.delays[delay];
  return typeof ms === 'number' ? `${delay}, ${ms / 1000} s` : delay;
}

/** What makes a transition go, in the words of the machine. */
function cause(machine: AnyStateMachine, node: AnyStateNode, event: string): string {
  const after = /^xstate\.after\.([^.]+)\./.exec(event)?.[1];
  if (after !== undefined) return `after ${milliseconds(machine, after)}`;
  const done = /^xstate\.(done|error)\.actor\.(.+)$/.exec(event);
  if (done) {
    const source = node.invoke.find(({ id }) => id === done[2])?.src;
    return `${typeof source === 'string' ? source : 'it'} ${done[1] === 'done' ? 'answers' : 'fails'}`;
  }
  return event === '' ? 'at once' : event;
}

function guardOf(guard: unknown): string {
  if (guard === undefined) return '';
  return typeof guard === 'string' ? ` [${guard}]` : ' […]';
}

function arrows(machine: AnyStateMachine, node: AnyStateNode): string[] {
  const labels = new Map<string, Set<string>>();
  const draw = (event: string, transition: (typeof node.always & object)[number]): void => {
    // Snapshots of a child and notes that change no state are no way to go.
    if (event.startsWith('xstate.snapshot') || (!transition.target && event.startsWith('xstate.'))) return;
    for (const target of transition.target ?? [node]) {
      const label = cause(machine, node, event) + guardOf(transition.guard);
      labels.set(nameOf(target), (labels.get(nameOf(target)) ?? new Set()).add(label));
    }
  };
  for (const [event, transitions] of node.transitions) for (const one of transitions) draw(event, one);
  for (const one of node.always ?? []) draw('', one);
  const from = node.parent ? nameOf(node) : 'everywhere';
  return [...labels].map(([target, causes]) => `  ${from} --> ${target} : ${[...causes].join(' / ')}`);
}

function boxes(node: AnyStateNode, indent: string): string[] {
  const children = Object.values(node.states);
  const lines: string[] = [];
  const [first] = node.initial?.target ?? [];
  if (first) lines.push(`${indent}[*] --> ${nameOf(first)}`);
  for (const child of children) {
    const isComposite = Object.keys(child.states).length > 0;
    lines.push(`${indent}state "${child.key}" as ${nameOf(child)}${isComposite ? ' {' : ''}`);
    if (isComposite) lines.push(...boxes(child, `${indent}  `), `${indent}}`);
    if (child.type === 'final') lines.push(`${indent}${nameOf(child)} --> [*]`);
  }
  return lines;
}

function page({ title, source, words, machine }: Journey): string {
  const { root } = machine;
  const anywhere = arrows(machine, root).filter((line) => !line.includes(`--> ${root.key} :`));
  return [
    `# ${title}`,
    '',
    `${words} Drawn from \`${source}\` by \`npm run docs:journeys\`; \`[…]\` is a condition that is written out there.`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...boxes(root, '  '),
    ...(anywhere.length > 0 ? ['  state "in every state" as everywhere', ...anywhere] : []),
    ...nodesBelow(root).flatMap((node) => arrows(machine, node)),
    '```',
    '',
  ].join('\n');
}

/** Every page with its file. */
export function journeyPages(): readonly { readonly file: string; readonly text: string }[] {
  return JOURNEYS.map((journey) => ({ file: path.join(FOLDER, journey.file), text: page(journey) }));
}

if (import.meta.main) {
  mkdirSync(FOLDER, { recursive: true });
  for (const { file, text } of journeyPages()) writeFileSync(file, text);
}
