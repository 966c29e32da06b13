/** Stations of the pay-tax errand, before and after the bills are known; the last one is `checking` when money is unsure. */
export const CARD_ROUTE = ['route.card', 'route.bills', 'route.pay', 'route.done'] as const;
export const PAY_ROUTE = ['route.bills', 'route.check', 'route.pay', 'route.done'] as const;
export const CHECKING_ROUTE = ['route.bills', 'route.check', 'route.pay', 'route.checking'] as const;
