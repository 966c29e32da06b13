import { protocol, type Session } from 'electron';
import { HARDENING_HEADERS, KIOSK_POLICY } from './content-security-policy.ts';
import { APP_ORIGIN, APP_SCHEME } from './page-address.ts';
import { answerFor, type ServedFiles } from './served-files.ts';

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

/**
 * Serves `app://kiosk/` from the list. Ranges are answered by ourselves: what Electron makes of a file URL has no
 * length, and every seek in a film snaps back to its start (electron#38749).
 */
export function serveApp(session: Session, files: ServedFiles): void {
  session.protocol.handle(APP_SCHEME, async (request) => {
    const url = new URL(request.url);
    const { status, headers, body } =
      url.origin === APP_ORIGIN || `${url.protocol}//${url.host}` === APP_ORIGIN
        ? await answerFor(files, {
            method: request.method,
            pathname: url.pathname,
            range: request.headers.get('range'),
          })
        : ({ status: 404, headers: {}, body: null } as const);
    return new Response(body, {
      status,
      headers: { ...HARDENING_HEADERS, ...headers, 'content-security-policy': KIOSK_POLICY },
    });
  });
}
