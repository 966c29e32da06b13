import { serve } from '@hono/node-server';
import type { Sandbox } from './sandbox.ts';

export interface SandboxServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves a sandbox on the loopback; port 0 takes a free one. Rejects where the port is taken. */
export function serveSandbox({ app }: Pick<Sandbox, 'app'>, port: number): Promise<SandboxServer> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (address) =>
      resolve({
        port: address.port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
    server.on('error', reject);
  });
}
