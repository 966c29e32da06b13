import WebSocket from 'ws';

const CALL_MS = 60_000;

/** A DevTools connection to one page or one Node: calls with answers, nothing else. */
export class DevTools {
  #socket;
  #next = 1;
  #calls = new Map();
  #listeners = new Map();

  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.id === undefined) {
        this.#listeners.get(message.method)?.(message.params);
        return;
      }
      const call = this.#calls.get(message.id);
      this.#calls.delete(message.id);
      if (message.error) call?.reject(new Error(`${call.method}: ${message.error.message}`));
      else call?.resolve(message.result);
    });
    socket.on('close', () => {
      for (const call of this.#calls.values()) call.reject(new Error(`${call.method}: the window has gone`));
      this.#calls.clear();
    });
  }

  static async connect(url) {
    const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 256 * 1024 * 1024 });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new DevTools(socket);
  }

  call(method, params = {}) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#calls.delete(id);
        reject(new Error(`${method}: no answer in ${CALL_MS / 1000} s`));
      }, CALL_MS);
      const settled = (settle) => (value) => {
        clearTimeout(timer);
        settle(value);
      };
      this.#calls.set(id, { method, resolve: settled(resolve), reject: settled(reject) });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** One listener for each kind of event. */
  on(method, listener) {
    this.#listeners.set(method, listener);
  }

  /** The value of an expression there; a promise is waited for. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.call('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  close() {
    this.#socket.close();
  }
}
