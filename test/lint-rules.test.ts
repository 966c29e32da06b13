import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const repository = path.dirname(import.meta.dirname);

/** A small house of one file a case, so that one run of the linter judges them all. */
const cases: readonly [file: string, source: string, rule: string | null, message?: RegExp][] = [
  ['contract/a.ts', "import '../main/station.ts';", 'no-restricted-imports', /contract may not import main/],
  [
    'contract/b.ts',
    "import '../devices/device.ts';",
    'no-restricted-imports',
    /contract may not import devices/,
  ],
  ['contract/c.ts', "import 'node:fs';", 'no-restricted-imports', /contract may not import Node/],
  ['contract/d.ts', "import 'zod';\nimport './e.ts';", null],
  [
    'devices/x/a.ts',
    "import '../../main/a.ts';",
    'no-restricted-imports',
    /a driver knows bytes, not citizens/,
  ],
  [
    'devices/x/b.ts',
    "import type { B } from '../../renderer/b.ts';\nexport type { B };",
    'no-restricted-imports',
    /not pages/,
  ],
  [
    'devices/x/c.ts',
    "import '../../sandbox/c.ts';",
    'no-restricted-imports',
    /a driver knows bytes, not backends/,
  ],
  ['devices/x/d.ts', "import 'electron';", 'no-restricted-imports', /Only main\/shell may import electron/],
  ['devices/x/e.ts', "console.log('hello');", 'no-console'],
  ['devices/x/simulator-main.ts', "console.log('listening');", null],
  ['devices/x/f.ts', "import '../../contract/f.ts';\nimport '../transport/f.ts';", null],
  ['sandbox/a.ts', "import '../main/a.ts';", 'no-restricted-imports', /would share its mistakes/],
  ['sandbox/b.ts', "import '../devices/b.ts';", 'no-restricted-imports', /a backend knows no hardware/],
  [
    'main/orders/a.ts',
    "import '../../renderer/a.tsx';",
    'no-restricted-imports',
    /main may not import renderer/,
  ],
  ['main/orders/b.ts', "import '../../sandbox/b.ts';", 'no-restricted-imports', /over HTTP only/],
  [
    'main/orders/c.ts',
    "import 'electron/main';",
    'no-restricted-imports',
    /Only main\/shell may import electron/,
  ],
  ['main/orders/d.ts', "console.log('a citizen');", 'no-console'],
  [
    'main/orders/e.ts',
    "import '../../devices/e.ts';\nimport '../../contract/e.ts';\nimport '../journal/e.ts';",
    null,
  ],
  ['main/shell/a.ts', "import { app } from 'electron';\nvoid app;", null],
  [
    'main/shell/b.ts',
    "import { shell } from 'electron';\nvoid shell;",
    'no-restricted-imports',
    /it is never used/,
  ],
  [
    'main/shell/c.ts',
    "import '../../renderer/c.ts';",
    'no-restricted-imports',
    /main may not import renderer/,
  ],
  ['main/shell/d.ts', "console.log('a citizen');", 'no-console'],
  [
    'renderer/citizen/a.tsx',
    "import '../../main/a.ts';",
    'no-restricted-imports',
    /renderer may not import main/,
  ],
  [
    'renderer/citizen/b.tsx',
    "import '../../devices/b.ts';",
    'no-restricted-imports',
    /by the lamps of the View/,
  ],
  [
    'renderer/citizen/c.tsx',
    "import 'electron';",
    'no-restricted-imports',
    /Only main\/shell may import electron/,
  ],
  ['renderer/citizen/d.tsx', "import 'node:fs';", 'no-restricted-imports', /renderer may not import Node/],
  [
    'renderer/citizen/e.tsx',
    "import '../../contract/e.ts';\nimport '../../locales/e.ts';\nimport 'react';",
    null,
  ],
  ['main/a.ts', 'export async function go(): Promise<void> {}\ngo();', 'no-floating-promises'],
  ['main/b.ts', 'export const x: any = 1;', 'no-explicit-any'],
  [
    'main/c.ts',
    "export function f(kind: 'a' | 'b'): void {\n  switch (kind) {\n    case 'a':\n      return;\n  }\n}",
    'switch-exhaustiveness-check',
  ],
  ['main/d.ts', 'try {\n  void 0;\n} catch {}', 'no-empty'],
  ['main/e.ts', '// @ts-ignore\nexport const x: string = 1;', 'ban-ts-comment'],
  ['main/f.ts', "import './g.ts';\nexport const f = 1;", 'no-cycle'],
  ['main/g.ts', "import './f.ts';\nexport const g = 1;", 'no-cycle'],
  ['main/h.ts', 'export const h = 1;\n' + 'void h;\n'.repeat(400), 'max-lines'],
];

interface Diagnostic {
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  readonly filename: string;
}

describe('the linter', () => {
  let house = '';
  let found: readonly Diagnostic[] = [];

  beforeAll(() => {
    house = mkdtempSync(path.join(tmpdir(), 'yizhan-lint-'));
    for (const file of ['.oxlintrc.json', 'tsconfig.json'])
      cpSync(path.join(repository, file), path.join(house, file));
    symlinkSync(path.join(repository, 'node_modules'), path.join(house, 'node_modules'));
    for (const [file, source] of cases) {
      mkdirSync(path.dirname(path.join(house, file)), { recursive: true });
      writeFileSync(path.join(house, file), `${source}\n`);
    }
    const oxlint = path.join(repository, 'node_modules/oxlint/bin/oxlint');
    const run = spawnSync(process.execPath, [oxlint, '--type-aware', '--format=json', '.'], {
      cwd: house,
      encoding: 'utf8',
      maxBuffer: 16 * 1024 * 1024,
    });
    found = (JSON.parse(run.stdout) as { diagnostics: Diagnostic[] }).diagnostics;
  });
  afterAll(() => rmSync(house, { recursive: true, force: true }));

  test.each(cases)('%s', (file, _source, rule, message) => {
    const here = found.filter(({ filename }) => filename === file);
    const rules = here.map(({ code }) => /\((.*)\)/.exec(code)?.[1]);
    expect(rules).toEqual(rule === null ? [] : [rule]);
    if (!message) return;
    const words = here.map((diagnostic) => `${diagnostic.message} ${diagnostic.help ?? ''}`).join(' ');
    expect(words).toMatch(message);
    expect(words).toContain('docs/architecture.md');
  });
});
