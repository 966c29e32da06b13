import { z } from 'zod';
import type { Clock } from '../../contract/clock.ts';
import { HidTransport } from './hid.ts';
import { SerialTransport } from './serial.ts';
import { TcpTransport } from './tcp.ts';
import type { Transport } from './transport.ts';

const usbId = z.number().int().min(0).max(0xffff);

/** How a device is attached, as the configuration file says it. */
export const transportConfigSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('serial'),
    path: z.string().min(1).max(4096),
    baudRate: z.number().int().positive().default(115200),
  }),
  z.strictObject({
    kind: z.literal('tcp'),
    host: z.string().min(1).max(253),
    port: z.number().int().min(1).max(65535),
  }),
  z.strictObject({
    kind: z.literal('hid'),
    vendorId: usbId,
    productId: usbId,
    usagePage: usbId.optional(),
    framing: z.enum(['reports', 'raw64']).default('reports'),
    featureOnOpen: z.array(z.number().int().min(0).max(255)).min(1).max(64).optional(),
  }),
]);
export type TransportConfig = z.infer<typeof transportConfigSchema>;

/** A closed line of the configured kind. */
export function createTransport(config: TransportConfig, clock: Clock): Transport {
  switch (config.kind) {
    case 'serial':
      return new SerialTransport({ ...config, clock });
    case 'tcp':
      return new TcpTransport({ ...config, clock });
    case 'hid':
      return new HidTransport({ ...config, clock });
  }
}
