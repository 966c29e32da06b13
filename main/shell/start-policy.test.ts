import { describe, expect, test } from 'vitest';
import { isAllowedInput } from './input-policy.ts';
import { sandboxVerdict } from './sandbox-policy.ts';
import { startRefusals } from './start-refusals.ts';

describe('startRefusals', () => {
  test.each([
    '--remote-debugging-port=9222', '--remote-debugging-port', '--REMOTE-DEBUGGING-PIPE', '--inspect', '--inspect=0.0.0.0:9229',
    '--inspect-brk', '--js-flags=--allow-natives-syntax', '--load-extension=/x', '--disable-web-security',
    '--ignore-certificate-errors', '--proxy-server=10.0.0.1:8080', '--host-resolver-rules=MAP * 10.0.0.1',
  ])('production does not start with %s', (argument) => {
    expect(startRefusals('production', ['/opt/yizhan', argument], {})).toHaveLength(1);
    expect(startRefusals('demo', ['/opt/yizhan', argument], {})).toEqual([]);
  }); // prettier-ignore

  test.each(['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS', 'NODE_TLS_REJECT_UNAUTHORIZED'])(
    'nor with %s, even empty',
    (name) => {
      expect(startRefusals('production', [], { [name]: '' })).toEqual([name]);
    },
  );

  test('an ordinary start is not refused', () => {
    const argv = [
      '--config=/etc/yizhan/terminal.yaml',
      '--user-data-dir=/var/lib/yizhan/electron',
      '--ozone-platform=x11',
    ];
    expect(startRefusals('production', argv, { PATH: '/bin', LANG: 'zh_CN.UTF-8' })).toEqual([]);
  });
});

describe('sandboxVerdict', () => {
  test.each([
    ['production', true, [], false],
    ['production', true, ['--no-sandbox'], false],
    ['production', false, [], true],
    ['production', false, ['--no-sandbox'], false],
    ['demo', true, ['--no-sandbox'], true],
    ['demo', false, [], true],
    ['demo', false, ['--no-sandbox'], false],
    ['test', false, ['--disable-setuid-sandbox'], false],
    ['test', true, ['--no-sandbox'], true],
  ] as const)('%s, root %s, %j: starts %s', (profile, isRoot, argv, starts) => {
    expect(sandboxVerdict(profile, { isRoot, argv }).start).toBe(starts);
  });

  test('says a line as root, none otherwise', () => {
    expect(sandboxVerdict('demo', { isRoot: true, argv: [] }).line).toMatch(/^Running as root/);
    expect(sandboxVerdict('demo', { isRoot: false, argv: [] })).toEqual({
      start: true,
      isSandboxed: true,
      line: null,
    });
  });
});

describe('isAllowedInput', () => {
  const plain = { control: false, alt: false, meta: false };

  test.each(['a', '1', 'Tab', 'Enter', 'Escape', 'F5', 'F11', 'Meta'])('production takes no %s', (key) => {
    expect(isAllowedInput('production', { key, ...plain })).toBe(false);
    expect(isAllowedInput('test', { key, ...plain })).toBe(false);
  });

  test('the demo takes what types and walks, and no chord', () => {
    for (const key of ['a', '税', 'Tab', 'Enter', 'ArrowDown'])
      expect(isAllowedInput('demo', { key, ...plain })).toBe(true);
    for (const key of ['F5', 'F12', 'BrowserBack', 'PrintScreen'])
      expect(isAllowedInput('demo', { key, ...plain })).toBe(false);
    for (const held of ['control', 'alt', 'meta'])
      expect(isAllowedInput('demo', { key: 'r', ...plain, [held]: true })).toBe(false);
  });
});
