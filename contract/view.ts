import { z } from 'zod';
import { languageSchema } from './language.ts';
import { screenSchema } from './screen.ts';

/** How the page looks and speaks for the person in front of it. Reset after every session (UX-19). */
export const accessibilitySchema = z.object({
  theme: z.enum(['default', 'black', 'white', 'low']),
  /** `care` is the 关怀 mode: everything one step larger, timers doubled, no motion. */
  textSize: z.enum(['standard', 'care']),
  voice: z.boolean(),
});
export type Accessibility = z.infer<typeof accessibilitySchema>;
export type Theme = Accessibility['theme'];

/** One lamp a device: ready, wanting the citizen's hand now, needing a person, or away. */
export const lampSchema = z.enum(['ready', 'waiting', 'attention', 'off']);
export type Lamp = z.infer<typeof lampSchema>;

export const countdownSchema = z.object({
  /** Seconds left when the view was sent; the renderer counts on by itself. */
  secondsLeft: z.number().int().nonnegative(),
  secondsTotal: z.number().int().positive(),
});
export type Countdown = z.infer<typeof countdownSchema>;

/** Everything the renderer is ever told: one picture of the terminal. */
export const viewSchema = z.object({
  /** Grows by one a view; an older one that arrives late is dropped. */
  seq: z.number().int().nonnegative(),
  screen: screenSchema,
  language: languageSchema,
  accessibility: accessibilitySchema,
  countdown: countdownSchema.nullable(),
  lamps: z.object({ idCardReader: lampSchema, receiptPrinter: lampSchema, barcodeScanner: lampSchema }),
  site: z.object({
    name: z.string(),
    nameEn: z.string(),
    /** Upper arc of the postmark, for example 云南官渡. */
    region: z.string(),
    postcode: z.string().regex(/^\d{6}$/),
  }),
  /** Beijing wall time of the view, `YYYY-MM-DDTHH:mm`. */
  time: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/),
  /** True in the demo and test profiles: the page carries 演示数据 DEMO. */
  demo: z.boolean(),
  /** True while the attendant has been called and has not come yet. */
  attendantCalled: z.boolean(),
  /** False where going back is not possible; the bar shows it dashed. */
  canGoBack: z.boolean(),
});
export type View = z.infer<typeof viewSchema>;
