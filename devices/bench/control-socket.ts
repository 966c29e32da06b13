import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { z } from 'zod';
import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';

/**
 * How the bench, tests and people on a shell move a simulator: JSON lines over a unix socket.
 *
 *     → {"id":1,"command":"place-card","params":{"sample":"zhao-shifan"}}
 *     ← {"id":1,"ok":true,"result":null}            or {"id":1,"ok":false,"error":"unknown-sample"}
 *     ← {"event":"state","data":{…}}                 on connecting and on every change
 */
export interface ControlProtocol {
  /** Parameters of each command. */
  readonly commands: Readonly<Record<string, z.ZodType>>;
  /** The whole visible state of the simulator; its event is called `state`. */
  readonly state: z.ZodType;
  /** Data of other pushed events. */
  readonly events?: Readonly<Record<string, z.ZodType>>;
}

type Params<P extends ControlProtocol, C extends keyof P['commands']> = z.output<P['commands'][C]>;
/** As the client writes them: what has a default may be left out. */
type GivenParams<P extends ControlProtocol, C extends keyof P['commands']> = z.input<P['commands'][C]>;
type State<P extends ControlProtocol> = z.infer<P['state']>;
type EventName<P extends ControlProtocol> = keyof NonNullable<P['events']> & string;
type EventData<P extends ControlProtocol, E extends EventName<P>> = z.infer<NonNullable<P['events']>[E]>;

/** A handler answers with a Result (error: a short code), with plain data, or with nothing. */
export type ControlHandlers<P extends ControlProtocol> = {
  [C in keyof P['commands']]: (params: Params<P, C>) => unknown;
};

export interface ControlServer<P extends ControlProtocol> {
  /** Tells every client the state as it is now. Called by itself after each command. */
  changed(): void;
  push<E extends EventName<P>>(event: E, data: EventData<P, E>): void;
  close(): Promise<void>;
}

/** One line; a roll of paper in base64 fits. */
const MAX_LINE = 1024 * 1024;
const MAX_CLIENTS = 8;

const requestSchema = z.object({
  id: z.number().int().nonnegative(),
  command: z.string().max(64),
  params: z.unknown().optional(),
});

/** Listens at `path` (at most 107 bytes), replacing a socket left over by a dead program. Rejects if it cannot listen. */
export async function serveControl<P extends ControlProtocol>(
  path: string,
  protocol: P,
  handlers: ControlHandlers<P>,
  options: { snapshot: () => State<P> },
): Promise<ControlServer<P>> {
  await rm(path, { force: true });
  const clients = new Set<Socket>();
  const sendAll = (message: unknown): void => {
    for (const client of clients) send(client, message);
  };
  const changed = (): void => sendAll({ event: 'state', data: options.snapshot() });

  const answer = async (line: string): Promise<object> => {
    const request = requestSchema.safeParse(parseJson(line));
    if (!request.success) return { id: null, ok: false, error: 'bad-request' };
    const { id, command } = request.data;
    const schema = Object.hasOwn(protocol.commands, command) ? protocol.commands[command] : undefined;
    const handler = handlers[command];
    if (!schema || !handler) return { id, ok: false, error: 'unknown-command' };
    const params = schema.safeParse(request.data.params ?? {});
    if (!params.success) return { id, ok: false, error: 'bad-params', detail: z.prettifyError(params.error) };
    const outcome = await handler(params.data as never);
    if (isResult(outcome)) {
      return outcome.ok
        ? { id, ok: true, result: outcome.value ?? null }
        : { id, ok: false, error: outcome.error };
    }
    return { id, ok: true, result: outcome ?? null };
  };

  const server = createServer((client) => {
    if (clients.size >= MAX_CLIENTS) return void client.destroy();
    clients.add(client);
    client.on('error', () => client.destroy());
    client.on('close', () => clients.delete(client));
    send(client, { event: 'state', data: options.snapshot() });
    // Commands of one client run one after the other, so that what it asked first also happens first.
    let turn: Promise<void> = Promise.resolve();
    onLines(client, (line) => {
      turn = turn.then(async () => {
        const reply = await answer(line);
        send(client, reply);
        changed();
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);

  return {
    changed,
    push: (event, data) => sendAll({ event, data }),
    close: async () => {
      for (const client of clients) client.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export interface ControlClient<P extends ControlProtocol> {
  /** The latest state that the simulator told. */
  state(): State<P>;
  /** Resolves with the result, or an error code: the simulator's own, or `closed`, `timeout`. */
  request<C extends keyof P['commands'] & string>(
    command: C,
    params: GivenParams<P, C>,
  ): Promise<Result<unknown, string>>;
  onState(listener: (state: State<P>) => void): () => void;
  onEvent<E extends EventName<P>>(event: E, listener: (data: EventData<P, E>) => void): () => void;
  /** Resolves with the first state, the present one included, for which `holds` is true. */
  waitFor(
    holds: (state: State<P>) => boolean,
    timeoutMs?: number,
  ): Promise<Result<State<P>, 'closed' | 'timeout'>>;
  onClose(listener: () => void): () => void;
  close(): void;
}

const replySchema = z.union([
  z.object({ id: z.number(), ok: z.literal(true), result: z.unknown() }),
  z.object({ id: z.number(), ok: z.literal(false), error: z.string(), detail: z.string().optional() }),
  z.object({ event: z.string(), data: z.unknown() }),
]);

const ANSWER_MS = 5000;

/** Connects and waits for the first state. */
export async function connectControl<P extends ControlProtocol>(
  path: string,
  protocol: P,
  clock: Clock,
): Promise<Result<ControlClient<P>, 'no-simulator' | 'timeout'>> {
  const waiting = new Map<number, (result: Result<unknown, string>) => void>();
  const stateListeners = new Set<(state: State<P>) => void>();
  const eventListeners = new Map<string, Set<(data: never) => void>>();
  const closeListeners = new Set<() => void>();
  let state: State<P> | undefined;
  let lastId = 0;
  let closed = false;

  const socket = connect(path);
  onLines(socket, (line) => {
    const message = replySchema.safeParse(parseJson(line));
    // A line of a newer simulator is no reason to let go of it.
    if (!message.success) return;
    const reply = message.data;
    if ('event' in reply) return receive(reply.event, reply.data);
    const settle = waiting.get(reply.id);
    waiting.delete(reply.id);
    settle?.(reply.ok ? ok(reply.result) : err(reply.error));
  });
  const receive = (event: string, data: unknown): void => {
    const schema = event === 'state' ? protocol.state : protocol.events?.[event];
    const parsed = schema?.safeParse(data);
    if (!parsed?.success) return;
    if (event === 'state') {
      state = parsed.data as State<P>;
      for (const listener of [...stateListeners]) listener(state);
    } else {
      for (const listener of [...(eventListeners.get(event) ?? [])]) listener(parsed.data as never);
    }
  };

  const client: ControlClient<P> = {
    state: () => state as State<P>,
    request: (command, params) => {
      if (closed) return Promise.resolve(err('closed'));
      const id = ++lastId;
      return new Promise((resolve) => {
        const timer = clock.setTimeout(() => {
          waiting.delete(id);
          resolve(err('timeout'));
        }, ANSWER_MS);
        waiting.set(id, (result) => {
          clock.clearTimeout(timer);
          resolve(result);
        });
        send(socket, { id, command, params });
      });
    },
    onState: (listener) => subscribe(stateListeners, listener),
    onEvent: (event, listener) => {
      const listeners = eventListeners.get(event) ?? new Set();
      eventListeners.set(event, listeners);
      return subscribe(listeners, listener as (data: never) => void);
    },
    waitFor: (holds, timeoutMs = ANSWER_MS) =>
      new Promise((resolve) => {
        const settle = (result: Result<State<P>, 'closed' | 'timeout'>): void => {
          clock.clearTimeout(timer);
          stopState();
          stopClose();
          resolve(result);
        };
        const timer = clock.setTimeout(() => settle(err('timeout')), timeoutMs);
        const stopState = subscribe(stateListeners, (next) => {
          if (holds(next)) settle(ok(next));
        });
        const stopClose = subscribe(closeListeners, () => settle(err('closed')));
        if (closed) settle(err('closed'));
        else if (holds(client.state())) settle(ok(client.state()));
      }),
    onClose: (listener) => subscribe(closeListeners, listener),
    close: () => socket.destroy(),
  };

  return new Promise((resolve) => {
    const timer = clock.setTimeout(() => {
      socket.destroy();
      resolve(err('timeout'));
    }, ANSWER_MS);
    const stop = subscribe(stateListeners, () => {
      clock.clearTimeout(timer);
      stop();
      resolve(ok(client));
    });
    // The reason does not matter: 'close' follows and ends everything.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      closed = true;
      clock.clearTimeout(timer);
      resolve(err('no-simulator'));
      for (const settle of waiting.values()) settle(err('closed'));
      waiting.clear();
      for (const listener of [...closeListeners]) listener();
    });
  });
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function send(socket: Socket, message: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Cuts a socket into lines; one that is too long ends the connection. */
function onLines(socket: Socket, take: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') take(line);
    if (rest.length > MAX_LINE) socket.destroy();
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not JSON: the schema that follows says so.
    return undefined;
  }
}

function isResult(value: unknown): value is Result<unknown, string> {
  return typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean';
}
