import { expect, test, type Terminal } from '../support/electron-app.ts';
import { hostileAddresses } from '../support/hostile-addresses.ts';

/** The terminal is where it was: one window, its own page, the same screen, and it takes a touch. */
async function expectUndisturbed(terminal: Terminal, address: string): Promise<void> {
  const windows = await terminal.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.webContents.getURL()),
  );
  expect(windows).toEqual([address]);
  expect(await terminal.shown()).toBe('attract');
}

/** A frame and two turns of the page's event loop: what was going to happen has begun. */
async function settle(terminal: Terminal): Promise<void> {
  await terminal.inPage('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 30)))');
}

test('no address leads away from the page', async ({ terminal }) => {
  const { page } = terminal;
  const address = page.url();
  const ways = [
    (url: string) => `location.assign(${url})`,
    (url: string) =>
      `const link = document.createElement('a'); link.href = ${url}; document.body.append(link); link.click(); link.remove()`,
  ];
  for (const url of hostileAddresses) {
    for (const way of ways) {
      // Some addresses are refused by the page itself, with an exception.
      await terminal.inPage(`try { ${way(JSON.stringify(url))} } catch {}`);
      await settle(terminal);
      expect(await terminal.inPage('location.href'), url).toBe(address);
    }
  }
  await terminal.inPage('history.back()');
  await settle(terminal);
  await expectUndisturbed(terminal, address);
});

for (const url of ['about:blank', 'about:srcdoc'])
  test(`${url}, for which Electron asks nobody, is left at once`, async ({ terminal }) => {
    const address = terminal.page.url();
    // The answer to this call may be lost together with the page.
    await terminal.inPage(`location.assign('${url}')`).catch(() => undefined);
    await expect
      .poll(async () => (await terminal.shellEvents()).some(({ kind }) => /^page-(left|failed)$/.test(kind)))
      .toBe(true);
    await expect.poll(() => terminal.shown()).toBe('attract');
    await expectUndisturbed(terminal, address);
  });

test('no new window opens', async ({ terminal }) => {
  const { page } = terminal;
  const address = page.url();
  const opened = await page.evaluate((urls) => {
    const open = (url: string, target: string): boolean => {
      try {
        return window.open(url, target) !== null;
      } catch {
        return false;
      }
    };
    return urls.filter((url) => open(url, '_blank') || open(url, 'other'));
  }, hostileAddresses);
  expect(opened).toEqual([]);
  await page.evaluate(() => {
    const link = Object.assign(document.createElement('a'), {
      href: 'app://kiosk/safe.html',
      target: '_blank',
    });
    document.body.append(link);
    link.click();
    link.remove();
  });
  await settle(terminal);
  await expectUndisturbed(terminal, address);
});

test('nothing is downloaded, embedded or sent as a form', async ({ terminal }) => {
  const { app, page } = terminal;
  const address = page.url();
  await app.evaluate(({ session }) => {
    Object.assign(globalThis, { downloads: 0 });
    session.defaultSession.on('will-download', (event) => {
      if (!event.defaultPrevented) Object.assign(globalThis, { downloads: 1 });
    });
  });
  await page.evaluate(() => {
    const blob = URL.createObjectURL(new Blob(['x']));
    for (const href of [
      'app://kiosk/index.html',
      blob,
      'data:application/zip,x',
      'https://example.com/x.exe',
    ]) {
      const link = Object.assign(document.createElement('a'), { href, download: 'x.exe' });
      document.body.append(link);
      link.click();
      link.remove();
    }
    for (const action of ['app://kiosk/index.html', 'https://example.com/']) {
      const form = Object.assign(document.createElement('form'), { action, method: 'post' });
      document.body.append(form);
      form.submit();
      form.remove();
    }
    for (const [name, attribute] of [
      ['iframe', 'src'],
      ['embed', 'src'],
      ['object', 'data'],
      ['webview', 'src'],
    ] as const) {
      const element = document.createElement(name);
      try {
        element.setAttribute(
          attribute,
          name === 'webview' ? 'https://example.com' : 'app://kiosk/index.html',
        );
      } catch {
        // Trusted types: not even the attribute.
      }
      document.body.append(element);
    }
  });
  await settle(terminal);
  const { downloads, contents } = await app.evaluate(({ webContents }) => ({
    downloads: (globalThis as unknown as { downloads: number }).downloads,
    contents: webContents.getAllWebContents().length,
  }));
  expect(downloads).toBe(0);
  expect(contents).toBe(1);
  // A frame may stand there, but what it was to show was refused: its document has no origin.
  const origins = await app.evaluate(({ webContents }) =>
    webContents
      .getAllWebContents()[0]
      ?.mainFrame.framesInSubtree.map((frame) => frame.origin)
      .slice(1),
  );
  expect(origins?.filter((origin) => origin !== 'null')).toEqual([]);
  await expectUndisturbed(terminal, address);
});

test('a download that main itself starts is refused too', async ({ terminal }) => {
  const state = await terminal.app.evaluate(
    ({ session }) =>
      new Promise<boolean>((resolve) => {
        session.defaultSession.on('will-download', (event) => resolve(event.defaultPrevented));
        session.defaultSession.downloadURL('app://kiosk/index.html');
      }),
  );
  expect(state).toBe(true);
  await expect
    .poll(async () => (await terminal.shellEvents()).map(({ detail }) => detail['what']))
    .toContain('download');
});

test('every permission is denied', async ({ terminal }) => {
  const { page } = terminal;
  const outcome = await page.evaluate(async () => {
    const within = <T>(promise: Promise<T>): Promise<T | 'no answer'> =>
      Promise.race([
        promise,
        new Promise<'no answer'>((resolve) => setTimeout(() => resolve('no answer'), 2000)),
      ]);
    const names = [
      'geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read', 'clipboard-write', 'persistent-storage',
      'background-sync', 'accelerometer', 'gyroscope', 'magnetometer', 'screen-wake-lock', 'display-capture', 'idle-detection',
      'storage-access', 'window-management', 'local-fonts', 'payment-handler', 'periodic-background-sync', 'nfc',
    ]; // prettier-ignore
    const states: Record<string, string> = {};
    for (const name of names) {
      states[name] = await navigator.permissions.query({ name: name as PermissionName }).then(
        ({ state }) => state,
        () => 'unknown',
      );
    }
    const tries: Record<string, () => Promise<unknown> | undefined> = {
      camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
      microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
      screen: () => navigator.mediaDevices.getDisplayMedia({ video: true }),
      geolocation: () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
      clipboardRead: () => navigator.clipboard.readText(),
      clipboardWrite: () => navigator.clipboard.writeText('x'),
      wakeLock: () => navigator.wakeLock.request('screen'),
      pointerLock: () => document.body.requestPointerLock() as unknown as Promise<void>,
      fullscreen: () => document.documentElement.requestFullscreen(),
      midi: () => navigator.requestMIDIAccess({ sysex: true }),
      usb: () => (navigator as unknown as { usb?: { requestDevice(o: object): Promise<unknown> } }).usb?.requestDevice({ filters: [] }),
      serial: () => (navigator as unknown as { serial?: { requestPort(): Promise<unknown> } }).serial?.requestPort(),
      hid: () => (navigator as unknown as { hid?: { requestDevice(o: object): Promise<unknown[]> } }).hid?.requestDevice({ filters: [] }).then((list) => list.length || Promise.reject(new Error('none'))),
      bluetooth: () => (navigator as unknown as { bluetooth?: { requestDevice(o: object): Promise<unknown> } }).bluetooth?.requestDevice({ acceptAllDevices: true }),
      filePicker: () => (window as unknown as { showOpenFilePicker?: () => Promise<unknown> }).showOpenFilePicker?.(),
      directory: () => (window as unknown as { showDirectoryPicker?: () => Promise<unknown> }).showDirectoryPicker?.(),
      fonts: () => (window as unknown as { queryLocalFonts?: () => Promise<unknown[]> }).queryLocalFonts?.().then((list) => list.length || Promise.reject(new Error('none'))),
    }; // prettier-ignore
    const granted: string[] = [];
    for (const [name, attempt] of Object.entries(tries)) {
      const answer = await within(
        Promise.resolve()
          .then(() => attempt() ?? Promise.reject(new Error('absent')))
          .then(
            () => 'granted',
            () => 'denied',
          ),
      );
      if (answer === 'granted') granted.push(name);
    }
    const notification = await within(Notification.requestPermission());
    return { granted, states, notification, persisted: await navigator.storage.persist() };
  });
  expect(outcome.granted).toEqual([]);
  expect(outcome.notification).toBe('denied');
  expect(outcome.persisted).toBe(false);
  expect(Object.entries(outcome.states).filter(([, state]) => state === 'granted')).toEqual([]);
  expect(await terminal.shown()).toBe('attract');
});

test('no dialog, print or prompt stops the page', async ({ terminal }) => {
  const { page } = terminal;
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.type());
    void dialog.dismiss().catch(() => undefined);
  });
  await page.evaluate(() => {
    for (const name of ['print', 'alert', 'confirm', 'prompt'] as const) {
      try {
        window[name]('x' as never);
      } catch {
        // Electron has no prompt() at all.
      }
    }
    window.addEventListener('beforeunload', (event) => event.preventDefault());
    const input = Object.assign(document.createElement('input'), { type: 'file' });
    document.body.append(input);
    input.click();
    input.remove();
  });
  await settle(terminal);
  expect(dialogs).toEqual([]);
  for (const name of ['print', 'alert', 'confirm'])
    expect(
      said.some((text) => text.includes(`'${name}()'`) && text.includes('sandboxed')),
      name,
    ).toBe(true);
  await expectUndisturbed(terminal, page.url());
});

test('no key and no chord does anything', async ({ terminal }) => {
  const { app, page } = terminal;
  const address = page.url();
  await page.evaluate(() => {
    Object.assign(window, { keysSeen: 0 });
    for (const kind of ['keydown', 'keypress', 'keyup'])
      window.addEventListener(kind, () => (window as unknown as { keysSeen: number }).keysSeen++, true);
  });
  const keys = [
    ...Array.from({ length: 12 }, (_, i) => ({
      key: `F${i + 1}`,
      code: `F${i + 1}`,
      windowsVirtualKeyCode: 112 + i,
    })),
    ...[...'IRWNOPSJUCVTLHFDGBQ0+-'].map((key) => ({
      key,
      code: `Key${key}`,
      windowsVirtualKeyCode: key.charCodeAt(0),
    })),
    { key: 'Escape', code: 'Escape', windowsVirtualKeyCode: 27 },
    { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 },
    { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 },
    { key: 'ArrowLeft', code: 'ArrowLeft', windowsVirtualKeyCode: 37 },
    { key: 'Meta', code: 'MetaLeft', windowsVirtualKeyCode: 91 },
    { key: 'ContextMenu', code: 'ContextMenu', windowsVirtualKeyCode: 93 },
    { key: 'BrowserBack', code: 'BrowserBack', windowsVirtualKeyCode: 166 },
    { key: 'Delete', code: 'Delete', windowsVirtualKeyCode: 46 },
    { key: 'PrintScreen', code: 'PrintScreen', windowsVirtualKeyCode: 44 },
  ];
  // CDP's bits: Alt 1, Ctrl 2, Meta 4, Shift 8.
  const modifiers = [[], ['alt'], ['control'], ['meta'], ['shift'], ['control', 'shift'], ['control', 'alt'], ['control', 'alt', 'shift']] as const; // prettier-ignore
  const chords = modifiers.flatMap((held) => keys.map(({ key }) => ({ key, held: [...held] })));
  // By the way of real keys, which the shell can stop …
  await app.evaluate(({ BrowserWindow }, chords) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.focus();
    for (const { key, held } of chords)
      for (const type of ['keyDown', 'char', 'keyUp'] as const)
        contents?.sendInputEvent({ type, keyCode: key, modifiers: held });
  }, chords);
  await settle(terminal);
  expect(await page.evaluate(() => (window as unknown as { keysSeen: number }).keysSeen)).toBe(0);
  // … and past it, straight to the page: nothing there listens to them either.
  const cdp = await page.context().newCDPSession(page);
  for (const held of modifiers)
    for (const key of keys) {
      const bits = { alt: 1, control: 2, meta: 4, shift: 8 };
      const sum = held.reduce((sum, name) => sum + bits[name], 0);
      await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', modifiers: sum, ...key });
      await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', modifiers: sum, ...key });
    }
  expect(chords.length).toBeGreaterThan(200);
  await settle(terminal);
  const state = await app.evaluate(({ BrowserWindow, Menu }) => {
    const [window] = BrowserWindow.getAllWindows();
    return {
      menu: Menu.getApplicationMenu() === null,
      devTools: window?.webContents.isDevToolsOpened(),
      zoom: window?.webContents.getZoomFactor(),
      visible: window?.isVisible(),
    };
  });
  expect(state).toEqual({ menu: true, devTools: false, zoom: 1, visible: true });
  await expectUndisturbed(terminal, address);
});

test('developer tools cannot be opened', async ({ terminal }) => {
  const opened = await terminal.app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.webContents.openDevTools();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return window?.webContents.isDevToolsOpened();
  });
  expect(opened).toBe(false);
});

test('a long press, a drag and a pinch change nothing', async ({ terminal }) => {
  const { page } = terminal;
  const address = page.url();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 5 });
  await cdp.send('Input.synthesizePinchGesture', { x: 540, y: 900, scaleFactor: 3 });
  expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
  await cdp.send('Input.dispatchMouseEvent', {
    type: 'mousePressed',
    x: 500,
    y: 500,
    button: 'right',
    clickCount: 1,
  });
  await cdp.send('Input.dispatchMouseEvent', {
    type: 'mouseReleased',
    x: 500,
    y: 500,
    button: 'right',
    clickCount: 1,
  });
  // Something dropped from outside: a file and an address.
  for (const data of [
    { items: [{ mimeType: 'text/uri-list', data: 'https://example.com/' }], dragOperationsMask: 1 },
    { items: [], files: ['/etc/hostname'], dragOperationsMask: 1 },
  ])
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await cdp.send('Input.dispatchDragEvent', { type, x: 500, y: 500, data });
  await settle(terminal);
  await expectUndisturbed(terminal, address);
});

test('what is refused is told to the record, by kind and scheme only', async ({ terminal }) => {
  await terminal.page.evaluate(() => location.assign('https://example.com/?secret=1'));
  await expect
    .poll(() => terminal.shellEvents())
    .toContainEqual({ kind: 'refused', detail: { what: 'frame-navigation', detail: 'https' } });
  expect(JSON.stringify(await terminal.shellEvents())).not.toContain('secret');
});
