import { z } from 'zod';

/** Languages a person can choose. Chinese leads on paper and screen; the other stays beneath it. */
export const languageSchema = z.enum(['zh-CN', 'en']);
export type Language = z.infer<typeof languageSchema>;
