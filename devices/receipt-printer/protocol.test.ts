import { describe, expect, test } from 'vitest';
import * as protocol from './protocol.ts';
import { readyStatus, type PrinterStatus, type RealTimeTopic } from './protocol.ts';

describe('DLE EOT', () => {
  test.each<[RealTimeTopic, number, Partial<PrinterStatus>]>([
    [1, 0x12, { offline: false }],
    [1, 0x16, { offline: false }], // drawer pin
    [1, 0x1a, { offline: true }],
    [1, 0x32, { offline: false }], // waits for online recovery
    [1, 0x52, { offline: false }], // feed button
    [2, 0x12, { coverOpen: false }],
    [2, 0x16, { coverOpen: true }],
    [2, 0x1a, { coverOpen: false }], // fed by button
    [2, 0x32, { coverOpen: false, paper: 'out' }],
    [2, 0x36, { coverOpen: true, paper: 'out' }],
    [2, 0x52, { coverOpen: false }], // error, told by topic 3
    [3, 0x12, { cutterError: false, recoverableError: false, unrecoverableError: false, headHot: false }],
    [3, 0x16, { cutterError: false, recoverableError: true, unrecoverableError: false, headHot: false }],
    [3, 0x1a, { cutterError: true, recoverableError: false, unrecoverableError: false, headHot: false }],
    [3, 0x32, { cutterError: false, recoverableError: false, unrecoverableError: true, headHot: false }],
    [3, 0x52, { cutterError: false, recoverableError: false, unrecoverableError: false, headHot: true }],
    [4, 0x12, { paper: 'ok' }],
    [4, 0x16, { paper: 'low' }],
    [4, 0x1a, { paper: 'low' }],
    [4, 0x1e, { paper: 'low' }],
    [4, 0x32, { paper: 'out' }],
    [4, 0x52, { paper: 'out' }],
    [4, 0x72, { paper: 'out' }],
    [4, 0x7e, { paper: 'out' }],
  ])('topic %i, %i', (topic, byte, status) => {
    expect(protocol.parseRealTimeStatus(topic, byte)).toEqual(status);
  });

  test('takes no byte of another pattern: 0xx1xx10', () => {
    const taken = Array.from({ length: 256 }, (_, byte) => byte).filter(
      (byte) => protocol.parseRealTimeStatus(1, byte) !== null,
    );
    expect(taken).toHaveLength(16);
    expect(taken.every((byte) => (byte & 0b1001_0011) === 0b0001_0010)).toBe(true);
  });
});

describe('automatic status', () => {
  test.each<[string, Partial<PrinterStatus>]>([
    ['10 00 00 00', {}],
    ['10 00 00 0F', {}],
    ['14 00 00 00', {}], // drawer pin
    ['18 00 00 00', { offline: true }],
    ['30 00 00 00', { coverOpen: true }],
    ['50 00 00 00', {}], // feed button
    ['10 01 00 00', {}], // waits for online recovery
    ['10 02 00 00', {}],
    ['10 04 00 00', { recoverableError: true }],
    ['10 08 00 00', { cutterError: true }],
    ['10 20 00 00', { unrecoverableError: true }],
    ['10 40 00 00', { headHot: true }],
    ['10 00 01 00', { paper: 'low' }],
    ['10 00 02 00', { paper: 'low' }],
    ['10 00 03 00', { paper: 'low' }],
    ['10 00 04 00', { paper: 'out' }],
    ['10 00 08 00', { paper: 'out' }],
    ['18 00 0F 00', { offline: true, paper: 'out' }],
  ])('%s', (hex, differences) => {
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
    expect(protocol.parseAutomaticStatus(bytes)).toEqual({ ...readyStatus, ...differences });
  });

  test.each(['00 00 00 00', '12 00 00 00', '10 10 00 00', '10 00 80 00', '10 00 00'])('%s is none', (hex) => {
    expect(protocol.parseAutomaticStatus(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toBeNull();
  });
});

test.each<[number, 'ok' | 'low' | 'out' | null]>([
  [0x00, 'ok'],
  [0x01, 'low'],
  [0x02, 'low'],
  [0x03, 'low'],
  [0x04, 'out'],
  [0x08, 'out'],
  [0x0f, 'out'],
  [0x10, null],
  [0x80, null],
])('GS r 1: %i', (byte, paper) => {
  expect(protocol.parseBufferedStatus(byte)?.paper ?? null).toBe(paper);
});

test.each<[string, protocol.PrinterBlock]>([
  ['37 22 41 42 43 44', { kind: 'process-id', id: 'ABCD' }],
  ['37 22 41 42 43', { kind: 'other' }],
  ['37 23 40 41', { kind: 'offline-cause', causes: [0x40, 0x41] }],
  ['37 23', { kind: 'offline-cause', causes: [] }],
  ['37 25', { kind: 'buffers-cleared' }],
  ['5f 54 4d', { kind: 'identity', text: 'TM' }],
  ['3b 30', { kind: 'other' }],
])('block %s', (hex, block) => {
  const [header = 0, ...data] = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  expect(protocol.parseBlock(header, Uint8Array.from(data))).toEqual(block);
});

test.each<[Partial<PrinterStatus>, string | null]>([
  [{}, null],
  [{ paper: 'low' }, null],
  [{ offline: true }, 'offline-unknown'],
  [{ offline: true, headHot: true }, 'head-hot'],
  [{ offline: true, recoverableError: true }, 'cutter-error'],
  [{ offline: true, cutterError: true }, 'cutter-error'],
  [{ offline: true, cutterError: true, paper: 'out' }, 'paper-out'],
  [{ offline: true, paper: 'out', coverOpen: true }, 'cover-open'],
  [{ offline: true, coverOpen: true, unrecoverableError: true }, 'unrecoverable-error'],
])('%o keeps the printer from printing: %s', (differences, reason) => {
  expect(protocol.blockingReason({ ...readyStatus, ...differences })).toBe(reason);
});

test('commands have the bytes of the reference', () => {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  expect(hex(protocol.realTimeStatus(4))).toBe('100404');
  expect(hex(protocol.processIdRequest('ABCD'))).toBe('1d284806003030' + '41424344');
  expect(hex(protocol.command.offlineResponse)).toBe('1d28480300313002');
  expect(hex(protocol.command.noRealTimeInData)).toBe('1d284405001401000200');
  expect(hex(protocol.command.clearBuffers)).toBe('10140801031401060208');
  expect(hex(protocol.feedAndCut('partial'))).toBe('1d564200');
  expect(hex(protocol.feedAndCut('full'))).toBe('1d564100');
  expect(hex(protocol.feedAndCut('none'))).toBe('1b6405');
  expect(hex(protocol.identity(69))).toBe('1d4945');
  expect(() => protocol.processIdRequest('A\x1bCD')).toThrow(RangeError);
});

test('process ids are four printable signs, and neighbours differ', () => {
  const ids = Array.from({ length: 1000 }, (_, n) => protocol.processId(1_700_000_000_000 + n));
  expect(new Set(ids).size).toBe(1000);
  expect(ids.every((id) => /^[\x21-\x7e]{4}$/.test(id))).toBe(true);
});
