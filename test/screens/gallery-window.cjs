/** An Electron that only opens one page: `electron gallery-window.cjs <url> <width> <height>`. */
const { app, BrowserWindow } = require('electron');

const [url, width, height] = process.argv.slice(-3);
void app.whenReady().then(() =>
  new BrowserWindow({
    x: 0,
    y: 0,
    width: Number(width),
    height: Number(height),
    frame: false,
    webPreferences: { backgroundThrottling: false },
  }).loadURL(url),
);
