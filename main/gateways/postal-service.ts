import type { Gateway } from './gateway.ts';

/** Postal orders come with the delivery journey; now the terminal only knows whether the service is there. */
export type PostalService = Gateway;
