/** Down: the present picture. Up on the same name, empty: a page has just loaded and asks for it. */
export const VIEW_CHANNEL = 'view';
/** Up: what the person touched. */
export const INTENT_CHANNEL = 'intent';
