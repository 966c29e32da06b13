import { delay, type Clock } from '../../contract/clock.ts';
import { err, type Result } from '../../contract/result.ts';
import { connectControl, type ControlClient, type ControlProtocol } from './control-socket.ts';

const RETRY_MS = 500;

/** Keeps a connection to one simulator's control socket, through its restarts. */
export class Relay<P extends ControlProtocol> {
  readonly #path: string;
  readonly #protocol: P;
  readonly #clock: Clock;
  readonly #onState: (state: unknown) => void;
  readonly #stop = new AbortController();
  #client: ControlClient<P> | null = null;

  constructor(path: string, protocol: P, clock: Clock, onState: (state: unknown) => void) {
    this.#path = path;
    this.#protocol = protocol;
    this.#clock = clock;
    this.#onState = onState;
    void this.#keep();
  }

  /** The latest state; null while the simulator is away. */
  state(): unknown {
    return this.#client?.state() ?? null;
  }

  async request(command: string, params: unknown): Promise<Result<unknown, string>> {
    if (!this.#client) return err('no-simulator');
    return this.#client.request(command, params as never);
  }

  close(): void {
    this.#stop.abort();
    this.#client?.close();
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const connected = await connectControl(this.#path, this.#protocol, this.#clock);
      if (connected.ok) {
        const client = connected.value;
        this.#client = client;
        this.#onState(client.state());
        client.onState((state) => this.#onState(state));
        await new Promise<void>((resolve) => client.onClose(resolve));
        this.#client = null;
        this.#onState(null);
      }
      await delay(this.#clock, RETRY_MS, signal);
    }
  }
}
