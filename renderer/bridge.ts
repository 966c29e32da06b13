/** The two channels to the terminal: pictures come down, touches go up. Neutral of what carries them. */
export interface Bridge {
  onView(listener: (message: unknown) => void): void;
  intent(message: unknown): void;
  /** Told `false` when the line is lost and `true` when it is there. Absent where the line cannot be lost. */
  onLine?(listener: (up: boolean) => void): void;
}

declare global {
  interface Window {
    /** Put there by the shell's preload; absent in an ordinary browser. */
    readonly yizhan?: Bridge;
  }
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5000;

/**
 * The demo's line, to the page's own origin: `{ "view": … }` down, `{ "intent": … }` up. Reconnects with growing pauses for as
 * long as the page is open; a touch while the line is down is dropped, since the page it was made on may be gone.
 */
export function socketBridge(url: string, timer: typeof setTimeout = setTimeout): Bridge {
  const viewListeners: ((message: unknown) => void)[] = [];
  const lineListeners: ((up: boolean) => void)[] = [];
  let socket: WebSocket | null = null;
  let pause = FIRST_RETRY_MS;

  const connect = (): void => {
    const line = new WebSocket(url);
    line.addEventListener('open', () => {
      socket = line;
      pause = FIRST_RETRY_MS;
      for (const tell of lineListeners) tell(true);
    });
    line.addEventListener('message', (event) => {
      const message = parse(event.data);
      for (const tell of viewListeners) tell(message);
    });
    line.addEventListener('close', () => {
      socket = null;
      for (const tell of lineListeners) tell(false);
      timer(connect, pause);
      pause = Math.min(pause * 2, LONGEST_RETRY_MS);
    });
  };
  connect();

  return {
    onView: (listener) => void viewListeners.push(listener),
    onLine: (listener) => void lineListeners.push(listener),
    intent: (message) => socket?.send(JSON.stringify({ intent: message })),
  };
}

/** The `view` of a frame; undefined for anything else, which the view's own schema then refuses. */
function parse(data: unknown): unknown {
  if (typeof data !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === 'object' && frame !== null && 'view' in frame ? frame.view : undefined;
  } catch {
    return undefined;
  }
}

/** The shell's bridge where there is one, else the demo's. */
export function openBridge(window: Window): Bridge {
  if (window.yizhan) return window.yizhan;
  const { protocol, host } = window.location;
  return socketBridge(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/channel`);
}
