import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  explainProblems,
  loadConfiguration,
  parseConfiguration,
  pixelsPerMillimetre,
  type Configuration,
} from './configuration.ts';
import type { ConfigurationProblem } from './configuration-problem.ts';

const demoFile = new URL('../config/demo.yaml', import.meta.url).pathname;
const demo = readFileSync(demoFile, 'utf8');
const production = demo
  .replace('profile: demo', 'profile: production')
  .replaceAll(/'http:\/\/127\.0\.0\.1:\$\{[^}]*\}\/([a-z-]+)'/g, "'https://$1.example/api'")
  .replaceAll(/'\$\{YIZHAN_STATE_DIR:-\.yizhan\}\/([a-z-]+)\.tty'/g, '/dev/serial/by-id/$1')
  .replace('host: 127.0.0.1', 'host: 10.0.0.9');

function configuration(text: string, environment = {}): Configuration {
  const result = parseConfiguration(text, environment);
  if (!result.ok) throw new Error(explainProblems('it', result.error));
  return result.value;
}

function problems(text: string, environment = {}): readonly ConfigurationProblem[] {
  const result = parseConfiguration(text, environment);
  return result.ok ? [] : result.error;
}

describe('the demo file', () => {
  test('is valid as it is', async () => {
    const result = await loadConfiguration(demoFile, {});
    expect(result).toMatchObject({
      ok: true,
      value: {
        profile: 'demo',
        identities: 'demo',
        panel: { widthPx: 1080, heightPx: 1920 },
        devices: {
          idCardReader: { transport: { kind: 'serial', path: '.yizhan/id-card-reader.tty' } },
          receiptPrinter: { transport: { kind: 'tcp', port: 9100 } },
        },
        backends: { taxBureau: { url: 'http://127.0.0.1:7300/tax-bureau' } },
      },
    });
  });

  test('takes ports, folder and panel from the environment', () => {
    const { panel, devices, backends } = configuration(demo, {
      YIZHAN_PANEL_WIDTH: '1920',
      YIZHAN_PANEL_HEIGHT: '1080',
      YIZHAN_PRINTER_PORT: '19100',
      YIZHAN_SANDBOX_PORT: '17300',
      YIZHAN_STATE_DIR: '/tmp/x',
    });
    expect(panel).toMatchObject({ widthPx: 1920, heightPx: 1080 });
    expect(devices.receiptPrinter.transport).toMatchObject({ port: 19100 });
    expect(devices.barcodeScanner.transport).toMatchObject({ path: '/tmp/x/barcode-scanner.tty' });
    expect(backends.paymentChannel.url).toBe('http://127.0.0.1:17300/payment-channel');
  });
});

describe('an error names the key, what is wrong and what is allowed', () => {
  const cases: readonly [name: string, from: string | RegExp, to: string, problem: ConfigurationProblem][] = [
    [
      'a key left out',
      '  id: YN-0001',
      '  {}',
      {
        key: 'terminal.id',
        problem: 'is missing',
        allowed: '2 to 16 capitals, digits and hyphens, for example YN-0001',
      },
    ],
    [
      'a key misspelt',
      'hotline:',
      'hotlin: "1"\n  hotline:',
      {
        key: 'site.hotlin',
        problem: 'is not a key that this program knows',
        allowed: 'perhaps hotline was meant',
      },
    ],
    [
      'a key from nowhere',
      'limits:',
      'limits:\n  cheese: 1',
      {
        key: 'limits.cheese',
        problem: 'is not a key that this program knows',
        allowed: 'one of orderFen, passwordAboveFen, idleSeconds, idleWarningSeconds, retentionDays',
      },
    ],
    [
      'a key misspelt within a transport',
      'baudRate: 115200',
      'baudrate: 115200',
      {
        key: 'devices.idCardReader.transport.baudrate',
        problem: 'is not a key that this program knows',
        allowed: 'perhaps baudRate was meant',
      },
    ],
    [
      'a value from a closed list',
      'profile: demo',
      'profile: development',
      { key: 'profile', problem: 'is "development"', allowed: 'one of demo, test, production' },
    ],
    [
      'a member of a list',
      '[zh-CN, en]',
      '[zh-CN, fr]',
      { key: 'languages[1]', problem: 'is "fr"', allowed: 'one of zh-CN, en' },
    ],
    [
      'an empty list',
      '[zh-CN, en]',
      '[]',
      { key: 'languages', problem: 'is an empty list', allowed: 'a list, each one of zh-CN, en' },
    ],
    [
      'a list with repetitions',
      '[zh-CN, en]',
      '[en, en]',
      { key: 'languages', problem: 'is ["en","en"]', allowed: 'each language once' },
    ],
    [
      'a number out of range',
      'diagonalInch: 21.5',
      'diagonalInch: 2',
      { key: 'panel.diagonalInch', problem: 'is 2', allowed: 'a number from 7 to 100' },
    ],
    [
      'a fraction where only whole numbers do',
      'orderFen: 500000',
      'orderFen: 0.5',
      { key: 'limits.orderFen', problem: 'is 0.5', allowed: 'a whole number from 1 to 500000' },
    ],
    [
      'a number where a text should stand',
      "postcode: '650200'",
      'postcode: 650200',
      { key: 'site.postcode', problem: 'is 650200', allowed: "six digits in quotes, for example '650200'" },
    ],
    [
      'a text too long',
      'name: 官渡示范服务点',
      `name: ${'官'.repeat(21)}`,
      { key: 'site.name', problem: `is "${'官'.repeat(21)}"`, allowed: 'a text of 1 to 20 characters' },
    ],
    [
      'an address that is none',
      /'http:[^']*tax-bureau'/,
      'bureau',
      {
        key: 'backends.taxBureau.url',
        problem: 'is "bureau"',
        allowed: 'an address that begins with http:// or https://, for example https://bureau.example/api',
      },
    ],
    [
      'a kind of line that is none',
      'kind: tcp',
      'kind: telex',
      {
        key: 'devices.receiptPrinter.transport.kind',
        problem: 'is "telex"',
        allowed: 'one of serial, tcp, hid',
      },
    ],
    [
      'a part of a line',
      "port: '${YIZHAN_PRINTER_PORT:-9100}'",
      'port: 99999',
      {
        key: 'devices.receiptPrinter.transport.port',
        problem: 'is 99999',
        allowed: 'a whole number from 1 to 65535',
      },
    ],
    [
      'a text where a group should stand',
      'transport: { kind: tcp, host',
      'transport: tcp #',
      {
        key: 'devices.receiptPrinter.transport',
        problem: 'is "tcp"',
        allowed: 'a group of keys, of which kind is one of serial, tcp, hid',
      },
    ],
    [
      'a password limit above the order limit',
      'orderFen: 500000',
      'orderFen: 5000',
      {
        key: 'limits.passwordAboveFen',
        problem: 'is 100000, more than any order may have',
        allowed: 'a whole number from 0 to limits.orderFen (5000)',
      },
    ],
  ];
  test.each(cases)('%s', (_name, from, to, problem) => {
    const text = demo.replace(from, to);
    expect(text).not.toBe(demo);
    expect(problems(text)).toContainEqual(problem);
    expect(problems(text).every(({ allowed }) => allowed !== '' && allowed !== 'another value')).toBe(true);
  });

  test('a device profile that does not exist: the list is that of the drivers', () => {
    const [problem] = problems(demo.replace(/profile: escpos-\S+/, 'profile: epson'));
    expect(problem).toMatchObject({ key: 'devices.receiptPrinter.profile', problem: 'is "epson"' });
    expect(problem?.allowed).toContain('escpos-80mm');
  });

  test('all problems are told at once', () => {
    const text = demo
      .replace('diagonalInch: 21.5', 'diagonalInch: no')
      .replace("hotline: '12366'", 'hotline: call');
    expect(problems(text).map(({ key }) => key)).toEqual(['site.hotline', 'panel.diagonalInch']);
  });

  test('what is not YAML is told with its line', () => {
    const [problem] = problems('profile: demo\nterminal: { id: [\n');
    expect(problem?.key).toBe('line 3');
    expect(problem?.problem).toMatch(/^is not YAML: /);
    expect(problem?.allowed).toContain('config/demo.yaml');
  });

  test('a key written twice is refused', () => {
    expect(problems(`${demo}\nprofile: test\n`)[0]?.problem).toMatch(/^is not YAML: /);
  });

  test('an empty file is told of as such', () => {
    expect(problems('')[0]).toMatchObject({ key: 'the file', problem: 'is null' });
  });

  test('a file that is not there', async () => {
    const result = await loadConfiguration('/nowhere/terminal.yaml', {});
    expect(result).toEqual({
      ok: false,
      error: [
        {
          key: '/nowhere/terminal.yaml',
          problem: 'does not exist',
          allowed: 'a YAML file with the keys of config/demo.yaml',
        },
      ],
    });
  });

  test('a folder instead of a file', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'yizhan-'));
    try {
      const result = await loadConfiguration(folder, {});
      expect(result.ok ? '' : result.error[0]?.problem).toMatch(/^cannot be read/);
      const file = path.join(folder, 'terminal.yaml');
      await writeFile(file, production);
      expect((await loadConfiguration(file, {})).ok).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('in words, one line a problem', () => {
    expect(explainProblems('x.yaml', [{ key: 'profile', problem: 'is 1', allowed: 'one of a, b' }])).toBe(
      'x.yaml cannot be used:\n  profile is 1. Allowed: one of a, b.',
    );
  });

  test('whatever one value is put in, nothing is thrown', () => {
    const keys = ['profile', 'id', 'widthPx', 'languages', 'idCardReader', 'taxBureau', 'limits', 'site'];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        const text = demo.replace(new RegExp(`( *)${key}:.*`), `$1${key}: ${JSON.stringify(value)}`);
        expect(() => problems(text)).not.toThrow();
      }),
    );
  });
});

describe('the environment', () => {
  test('a name without a fallback must be set', () => {
    const text = demo.replace('id: YN-0001', 'id: ${TERMINAL}');
    expect(problems(text)).toEqual([
      {
        key: 'terminal.id',
        problem: 'needs TERMINAL from the environment, where it is not set',
        allowed: 'set TERMINAL, or write ${TERMINAL:-value}',
      },
    ]);
    expect(configuration(text, { TERMINAL: 'YN-0002' }).terminal.id).toBe('YN-0002');
  });

  test('a reference that names nothing is refused', () => {
    expect(problems(demo.replace('id: YN-0001', "id: '${no name}'"))[0]).toEqual({
      key: 'terminal.id',
      problem: 'holds ${no name}, which names no environment variable',
      allowed: '${NAME} or ${NAME:-value}',
    });
  });

  test('a variable is only ever a value, whatever is in it', () => {
    const text = demo.replace('name: 官渡示范服务点', 'name: ${SITE}');
    const name = 'a: {b}\nprofile: x';
    expect(configuration(text, { SITE: name }).site.name).toBe(name);
    expect(configuration(text, { SITE: '${HOME}' }).site.name).toBe('${HOME}');
  });
});

describe('profiles', () => {
  test('production takes real identities', () => {
    expect(configuration(production)).toMatchObject({ profile: 'production', identities: 'real' });
  });

  test.each([
    [
      'http instead of https',
      'https://tax-bureau.example',
      'http://tax-bureau.example',
      'backends.taxBureau.url',
    ],
    [
      'a sandbox on this machine',
      'https://tax-bureau.example',
      'https://localhost:7300',
      'backends.taxBureau.url',
    ],
    ['and by its other name', 'https://tax-bureau.example', 'https://[::1]:7300', 'backends.taxBureau.url'],
    [
      "a simulator's pty",
      '/dev/serial/by-id/id-card-reader',
      '/dev/pts/4',
      'devices.idCardReader.transport.path',
    ],
    [
      "a simulator's link",
      '/dev/serial/by-id/barcode-scanner',
      '.yizhan/x.tty',
      'devices.barcodeScanner.transport.path',
    ],
    ["a simulator's socket", 'host: 10.0.0.9', 'host: localhost', 'devices.receiptPrinter.transport.host'],
  ])('production refuses %s', (_name, from, to, key) => {
    const found = problems(production.replace(from, to));
    expect(found.map((problem) => problem.key)).toEqual([key]);
    expect(found[0]?.problem).toContain('in a production terminal');
  });

  test.each(['demo', 'test'])('%s refuses backends that are not on this machine', (profile) => {
    const text = demo
      .replace('profile: demo', `profile: ${profile}`)
      .replace(/'http:[^']*tax-bureau'/, 'https://tax-bureau.example/');
    expect(problems(text).map(({ key }) => key)).toEqual(['backends.taxBureau.url']);
  });

  test('whose identities are taken cannot be written down', () => {
    expect(problems(`${production}\nidentities: demo\n`)[0]).toMatchObject({ key: 'identities' });
  });
});

test('a panel says how many pixels make a millimetre', () => {
  expect(pixelsPerMillimetre({ widthPx: 1080, heightPx: 1920, diagonalInch: 21.5 })).toBeCloseTo(4.034, 3);
  expect(pixelsPerMillimetre({ widthPx: 1920, heightPx: 1080, diagonalInch: 21.5 })).toBeCloseTo(4.034, 3);
});
