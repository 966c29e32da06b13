/** Paths that try to leave the served folder, or to reach what is not meant to be served. */
export const traversalPaths: readonly string[] = [
  '/../package.json', '/../../etc/passwd', '/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/package.json', '/%2e%2e%2fpackage.json',
  '/..%5c..%5cpackage.json', '/..\\..\\package.json', '/%252e%252e%252fpackage.json', '/....//....//package.json',
  '/.%2e/package.json', '/assets/../../main/main.cjs', '/assets/%2e%2e/%2e%2e/main/main.cjs', '/assets/..%2f..%2fmain%2fmain.cjs',
  '//etc/passwd', '///etc/passwd', '/etc/passwd', '/%2fetc%2fpasswd', '/C:/Windows/win.ini', '/c%3a%5cwindows%5cwin.ini',
  '/file:///etc/passwd', '/index.html/../../../package.json', '/index.html%00.js', '/%00', '/index.html%20', '/index.html.',
  '/INDEX.HTML', '/.vite/manifest.json', '/.git/config', '/main/main.cjs', '/%c0%ae%c0%ae/package.json', '/%e0%80%ae/package.json',
  '/%u002e%u002e/package.json', '/..;/package.json', '/%', '/%zz', '/~root/.bashrc', '/proc/self/environ', '/assets', '/assets/',
  '/__proto__', '/constructor', '/toString', `/${'a'.repeat(5000)}`, `/${'../'.repeat(200)}etc/passwd`,
]; // prettier-ignore

/** Addresses that a page may try to go to; none of them is ever loaded. */
export const hostileAddresses: readonly string[] = [
  'https://example.com/', 'http://example.com/', 'http://127.0.0.1:9/', 'http://localhost/', 'http://[::1]/', '//example.com/',
  'https://kiosk/', 'ftp://example.com/', 'ws://example.com/', 'wss://example.com/', 'file:///', 'file:///etc/passwd', 'file:///C:/',
  'chrome://settings', 'chrome://gpu', 'chrome://crash', 'chrome://version', 'chrome://inspect', 'chrome-extension://x/y.html',
  'devtools://devtools/bundled/inspector.html', 'view-source:app://kiosk/',  'data:text/html,<h1>x</h1>',
  'javascript:document.body.remove()', 'blob:app://kiosk/x', 'filesystem:app://kiosk/temporary/x', 'mailto:a@example.com',
  'tel:12366', 'sms:12366', 'intent://x#Intent;end', 'ms-settings:', 'search-ms:query=x', 'weixin://', 'alipays://',
  'app://other/', 'app://kiosk/safe.html', 'app://kiosk/gallery.html', 'app://kiosk.example/', 'app://kiosk@example.com/',
  'app://user:word@kiosk/', 'APP://KIOSK/safe.html', 'unknown-scheme:x',
]; // prettier-ignore
