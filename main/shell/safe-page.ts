import en from '../../locales/en/safe-page.json' with { type: 'json' };
import zh from '../../locales/zh-CN/safe-page.json' with { type: 'json' };
import type { ServedFile } from './served-files.ts';

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const HTML = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(zh.title)}</title>
<link rel="stylesheet" href="/safe.css">
</head>
<body>
<main>
<h1>${escape(zh.title)}</h1>
<p>${escape(zh.ask)}</p>
<p>${escape(zh.money)}</p>
<div lang="en">
<h2>${escape(en.title)}</h2>
<p>${escape(en.ask)}</p>
<p>${escape(en.money)}</p>
</div>
</main>
<footer></footer>
</body>
</html>
`;

/** The page's own paper and counter, drawn without any font or picture that could be missing. */
const CSS = `html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; background: #f5eedf; color: #14211a; cursor: none;
  font-family: 'Noto Sans SC', 'Noto Sans CJK SC', 'WenQuanYi Micro Hei', 'Microsoft YaHei', sans-serif;
  user-select: none; touch-action: none; }
main { flex: 1; display: flex; flex-direction: column; justify-content: center; padding: 0 9vw; }
h1 { margin: 0 0 4vmin; color: #083625; font-size: 9vmin; line-height: 1.18; }
h2 { margin: 8vmin 0 2vmin; color: #083625; font-size: 5vmin; line-height: 1.18; }
p { margin: 0 0 2vmin; font-size: 4.6vmin; line-height: 1.5; }
div[lang='en'] p { font-size: 3.4vmin; }
footer { height: 22vh; background: #083625; border-top: 1.2vmin dotted #f5eedf; }
`;

/** Held in the program itself: it must come up when the built page cannot. No script, so nothing in it can crash. */
export const SAFE_PAGE_FILES: ReadonlyMap<string, ServedFile> = new Map([
  ['/safe.html', { type: 'text/html; charset=utf-8', text: HTML }],
  ['/safe.css', { type: 'text/css; charset=utf-8', text: CSS }],
]);
