import { z } from 'zod';
import type { PrinterProfile } from './receipt-printer.ts';
import escpos58 from './profiles/escpos-58mm.json' with { type: 'json' };
import escpos80 from './profiles/escpos-80mm.json' with { type: 'json' };
import escpos80Basic from './profiles/escpos-80mm-basic.json' with { type: 'json' };
import escpos80Pictures from './profiles/escpos-80mm-pictures.json' with { type: 'json' };

export const printerProfileSchema = z
  .strictObject({
    model: z.string().min(1),
    dots: z.number().int().positive(),
    columns: z.number().int().positive(),
    charset: z.enum(['gb18030', 'gbk']),
    processId: z.boolean(),
    nativeQr: z.boolean(),
    cut: z.enum(['full', 'partial', 'none']),
    pictures: z.boolean(),
  })
  .refine((profile) => profile.columns * 12 === profile.dots, 'columns are 12 dots wide');

const shipped: ReadonlyMap<string, PrinterProfile> = new Map(
  [escpos80, escpos80Basic, escpos80Pictures, escpos58].map((json) => {
    const profile = printerProfileSchema.parse(json);
    return [profile.model, profile];
  }),
);

/** Models that come with the product, by the name a configuration uses. */
export const printerProfileNames: readonly string[] = [...shipped.keys()];

/** The shipped profile of this name; null when there is none. */
export function printerProfile(name: string): PrinterProfile | null {
  return shipped.get(name) ?? null;
}
