import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('../../locales/', import.meta.url);
const files = [...new Set(['zh-CN', 'en'].flatMap((language) => readdirSync(new URL(`${language}/`, root))))];

/** `a.b` → text, for every text of the file. */
function texts(language: string, file: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (node: unknown, path: string): void => {
    if (typeof node === 'string') found.set(path, node);
    else if (typeof node === 'object' && node !== null) {
      for (const [key, child] of Object.entries(node)) walk(child, path === '' ? key : `${path}.${key}`);
    } else throw new Error(`${language}/${file} ${path}: neither a text nor a group of texts`);
  };
  walk(JSON.parse(readFileSync(new URL(`${language}/${file}`, root), 'utf8')), '');
  return found;
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]!).sort();

describe.each(files)('%s', (file) => {
  const zh = texts('zh-CN', file);
  const en = texts('en', file);

  test('has the same keys in both languages', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  });

  test('fills in the same values in both languages', () => {
    for (const [key, text] of zh)
      expect([key, ...placeholders(en.get(key) ?? '')]).toEqual([key, ...placeholders(text)]);
  });

  test('says nothing that a good clerk would not say', () => {
    const words = (texts: Map<string, string>): string => [...texts.values()].join('\n');
    const banned = /无效|抱歉|系统繁忙|错误码|异常|失败|登录|[！!]/;
    expect(words(zh)).not.toMatch(banned);
    expect(words(en)).not.toMatch(/sorry|invalid|error|oops|[!！]/i);
  });

  test('is empty in both languages or in none, and has no Chinese in the English', () => {
    for (const [key, text] of zh)
      expect([key, en.get(key)?.trim() === '']).toEqual([key, text.trim() === '']);
    for (const [key, text] of en) expect(`${key}: ${text}`).not.toMatch(/\p{Script=Han}/u);
  });
});
