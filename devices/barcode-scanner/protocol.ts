import { err, ok, type Result } from '../../contract/result.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const gb18030 = new TextDecoder('gb18030', { fatal: true });
const AIM = /^\]([A-Za-z][0-9A-Za-z])/;
const GS = '\u001d';
/** What scanners may be set to put around a scan: STX before it, ETX, EOT, tab or line ends behind it. */
const OPENING = '\u0002';
const CLOSING = '\u0003\u0004\t\r\n';

/**
 * Content of a code as text. Codes carry no reliable charset and engines guess wrongly: strictly UTF-8, else strictly
 * GB18030, else unreadable. No control character but GS survives, so that nothing in a code can act as a command.
 */
export function decodeText(bytes: Uint8Array): Result<string, 'unreadable'> {
  const text = strictly(utf8, bytes) ?? strictly(gb18030, bytes);
  if (text === null) return err('unreadable');
  const start = text.startsWith(OPENING) ? 1 : 0;
  let end = text.length;
  while (end > start && CLOSING.includes(text[end - 1]!)) end--;
  const content = text.slice(start, end);
  const forbidden = [...content].some((sign) => sign !== GS && /\p{Cc}/u.test(sign));
  return content === '' || forbidden ? err('unreadable') : ok(content);
}

function strictly(decoder: TextDecoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    // Not this charset: TextDecoder has no other way to say so.
    return null;
  }
}

/** `]Q1https…` → `Q1` and the rest, for serial scanners set to send the AIM identifier as a prefix. */
export function splitAim(bytes: Uint8Array): { symbology: string | null; bytes: Uint8Array } {
  const match = AIM.exec(String.fromCharCode(...bytes.subarray(0, 3)));
  return match ? { symbology: match[1]!, bytes: bytes.subarray(3) } : { symbology: null, bytes };
}
