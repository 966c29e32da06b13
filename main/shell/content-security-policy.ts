/**
 * The page may load its own files and nothing else. `sandbox` without `allow-modals`, `allow-popups`, `allow-forms`
 * and `allow-downloads` takes print, alert, new windows, forms and downloads away inside the page already.
 */
function policy(connect: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'sandbox allow-scripts allow-same-origin',
  ].join('; ');
}

/** For the kiosk window: it speaks by IPC only, so it connects to nothing. */
export const KIOSK_POLICY = policy("'none'");
/** For the same page in a browser: it also needs the WebSocket of its own origin. */
export const LOOPBACK_POLICY = policy("'self'");

/** Headers that go with every answer, beside the policy. */
export const HARDENING_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
