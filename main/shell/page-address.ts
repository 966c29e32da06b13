/** Where the kiosk's own pages live. Nothing else is ever shown in its window. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://kiosk';
export const APP_PAGE = `${APP_ORIGIN}/`;
export const SAFE_PAGE = `${APP_ORIGIN}/safe.html`;

/** The kiosk's page is all that its window and session may load. */
export function isKioskUrl(url: string): boolean {
  return url.startsWith(APP_PAGE);
}
