import { z } from 'zod';
import hidPos from './profiles/hid-pos.json' with { type: 'json' };
import honeywellSerial from './profiles/honeywell-serial.json' with { type: 'json' };
import newlandSerial from './profiles/newland-serial.json' with { type: 'json' };
import serialCr from './profiles/serial-cr.json' with { type: 'json' };
import serialCrlf from './profiles/serial-crlf.json' with { type: 'json' };

const ms = z.number().int().positive().max(60_000);
const command = z.string().regex(/^([0-9a-f]{2})( [0-9a-f]{2})*$/, 'bytes in hex, for example "16 54 0d"');

/** How a model of scanner wants to be spoken to. */
export const scannerProfileSchema = z.strictObject({
  model: z.string().min(1),
  framing: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('suffix'),
      suffix: z.enum(['cr', 'lf', 'crlf']),
      gapMs: ms,
      /** The scanner is set to send `]Q1` and the like before each scan. */
      aimPrefix: z.boolean(),
    }),
    z.strictObject({ kind: z.literal('hid-pos'), gapMs: ms }),
  ]),
  /** What starts and stops the light; null for scanners that look all the time. */
  trigger: z
    .strictObject({
      start: command,
      stop: command,
      /** Sent again while a scan is awaited, since engines give up by themselves. */
      repeatMs: ms,
    })
    .nullable(),
  maxBytes: z.number().int().positive().max(4096),
  /** The same content again within this time is the same scan. */
  sameCodeMs: ms,
  /** A line that is back within this time does not end a scan. */
  blinkMs: ms,
});
export type ScannerProfile = z.infer<typeof scannerProfileSchema>;

/** By the name in the configuration file. */
export const scannerProfiles = {
  'serial-cr': scannerProfileSchema.parse(serialCr),
  'serial-crlf': scannerProfileSchema.parse(serialCrlf),
  'honeywell-serial': scannerProfileSchema.parse(honeywellSerial),
  'newland-serial': scannerProfileSchema.parse(newlandSerial),
  'hid-pos': scannerProfileSchema.parse(hidPos),
} as const;
export type ScannerProfileName = keyof typeof scannerProfiles;
