import { z } from 'zod';
import { languageSchema } from './language.ts';
import { accessibilitySchema } from './view.ts';
import { serviceSchema } from './screen.ts';

/**
 * Everything a person can tell the terminal by touch. Parsed by zod in main; one that does not fit the present screen
 * is journalled and dropped, never thrown.
 */
export const intentSchema = z.discriminatedUnion('kind', [
  /** Touched the attract screen. */
  z.object({ kind: z.literal('start') }),
  z.object({ kind: z.literal('choose-service'), service: serviceSchema }),
  /** The one primary answer of a page: agree, this is me, go on, pay, try again. */
  z.object({ kind: z.literal('continue') }),
  z.object({ kind: z.literal('toggle-bill'), billId: z.string().min(1).max(64) }),
  z.object({ kind: z.literal('turn-page'), to: z.enum(['previous', 'next']) }),
  /** The citizen's word on an unsure print: did the slip come out? */
  z.object({ kind: z.literal('slip-came-out'), yes: z.boolean() }),
  z.object({ kind: z.literal('reprint') }),
  z.object({ kind: z.literal('another-errand') }),
  z.object({ kind: z.literal('back') }),
  /** 不办了: leave, put my details away. */
  z.object({ kind: z.literal('cancel') }),
  z.object({ kind: z.literal('still-here') }),
  z.object({ kind: z.literal('call-attendant') }),
  z.object({ kind: z.literal('set-language'), language: languageSchema }),
  z.object({ kind: z.literal('set-accessibility'), accessibility: accessibilitySchema }),
]);
export type Intent = z.infer<typeof intentSchema>;
export type IntentKind = Intent['kind'];
