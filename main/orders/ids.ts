import { createHmac } from 'node:crypto';

/** Gives `count` bytes of chance; injected, so that a run can be repeated from its seed. */
export type RandomBytes = (count: number) => Uint8Array;

/** UUID version 7 (RFC 9562): 48 bits of wall clock, the rest chance; ids sort by time. */
export function uuidV7(now: number, random: RandomBytes): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Math.max(0, Math.trunc(now)), 0, 6);
  bytes.set(random(10).subarray(0, 10), 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * The channel's order number of one attempt: the order id in base 36 and the attempt, 28 characters of at most 32
 * (WeChat out_trade_no). Another attempt is another number; none is used twice.
 */
export function channelOrderNo(orderId: string, attempt: number): string {
  const id = BigInt(`0x${orderId.replaceAll('-', '')}`)
    .toString(36)
    .toUpperCase()
    .padStart(25, '0');
  return `Y${id}${String(attempt).padStart(2, '0')}`;
}

/** A payment code as the journal may keep it (REL-07). */
export function codeMac(saltHex: string, payCode: string): string {
  return createHmac('sha256', Buffer.from(saltHex, 'hex')).update(payCode).digest('hex').slice(0, 32);
}
