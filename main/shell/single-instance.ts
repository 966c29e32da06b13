import { app } from 'electron';

/** True for the first program on this user data; a second one hears false and must leave. The first stays as it is. */
export function isOnlyInstance(): boolean {
  return app.requestSingleInstanceLock();
}
