import { benchMessageSchema, type BenchTarget } from '../messages.ts';

export interface BenchState {
  readonly connected: boolean;
  readonly targets: Readonly<Record<BenchTarget, unknown>>;
}

export interface BenchConnection {
  state(): BenchState;
  subscribe(listener: () => void): () => void;
  /** Resolves with the result; rejects with the target's error code. */
  request(target: BenchTarget, command: string, params?: unknown): Promise<unknown>;
}

const RETRY_MS = 1000;
const nothing: BenchState['targets'] = {
  idCardReader: null,
  receiptPrinter: null,
  barcodeScanner: null,
  sandbox: null,
};

/** The page's line to the bench server; comes back by itself. */
export function connectBench(location: Location): BenchConnection {
  let state: BenchState = { connected: false, targets: nothing };
  let socket: WebSocket;
  let lastId = 0;
  const listeners = new Set<() => void>();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const change = (next: BenchState): void => {
    state = next;
    for (const listener of listeners) listener();
  };

  const open = (): void => {
    socket = new WebSocket(`ws://${location.host}/channel`);
    socket.onopen = () => change({ ...state, connected: true });
    socket.onclose = () => {
      change({ connected: false, targets: nothing });
      for (const { reject } of waiting.values()) reject(new Error('closed'));
      waiting.clear();
      setTimeout(open, RETRY_MS);
    };
    socket.onmessage = ({ data }) => {
      const message = benchMessageSchema.safeParse(JSON.parse(String(data)));
      if (!message.success) return;
      if (message.data.kind === 'state') {
        change({ ...state, targets: { ...state.targets, [message.data.target]: message.data.state } });
        return;
      }
      const { id, ok, result, error } = message.data;
      const asked = waiting.get(id);
      waiting.delete(id);
      if (ok) asked?.resolve(result);
      else asked?.reject(new Error(error ?? 'failed'));
    };
  };
  open();

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    request: (target, command, params = {}) =>
      new Promise((resolve, reject) => {
        if (socket.readyState !== WebSocket.OPEN) return reject(new Error('closed'));
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, target, command, params }));
      }),
  };
}
