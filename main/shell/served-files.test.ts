import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { traversalPaths } from '../../test/support/hostile-addresses.ts';
import { answerFor, listServedFiles, type ServedFile } from './served-files.ts';

let folder: string;
let files: Map<string, ServedFile>;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'yizhan-served-'));
  const page = path.join(folder, 'renderer');
  mkdirSync(path.join(page, 'assets'), { recursive: true });
  mkdirSync(path.join(page, '.vite'));
  writeFileSync(path.join(folder, 'package.json'), '{"secret":true}');
  writeFileSync(path.join(page, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(page, 'assets', 'film.mp4'), Buffer.alloc(600_000, 7));
  writeFileSync(path.join(page, 'assets', '字 体.woff2'), 'font');
  writeFileSync(path.join(page, 'assets', 'notes.txt'), 'not for the page');
  writeFileSync(path.join(page, '.vite', 'manifest.json'), '{}');
  symlinkSync(path.join(folder, 'package.json'), path.join(page, 'link.json'));
  files = listServedFiles(page);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const get = (pathname: string, range: string | null = null) =>
  answerFor(files, { method: 'GET', pathname, range });

async function bodyOf(body: ReadableStream<Uint8Array> | null): Promise<Buffer> {
  return body === null ? Buffer.alloc(0) : Buffer.from(await new Response(body).arrayBuffer());
}

describe('the list', () => {
  test('holds files of known kinds, without links and hidden ones', () => {
    expect([...files.keys()].sort()).toEqual(
      ['/assets/%E5%AD%97%20%E4%BD%93.woff2', '/assets/film.mp4', '/index.html'].sort(),
    );
  });

  test('nothing else is found, whatever is asked', async () => {
    for (const pathname of traversalPaths) expect((await get(pathname)).status, pathname).toBe(404);
    await fc.assert(
      fc.asyncProperty(fc.webPath(), async (pathname) => {
        fc.pre(pathname !== '/' && !files.has(pathname));
        expect((await get(pathname)).status).toBe(404);
      }),
    );
  });
});

describe('an answer', () => {
  test('the root is the first page', async () => {
    const { status, headers, body } = await get('/');
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'content-length': '15' });
    expect((await bodyOf(body)).toString()).toBe('<!doctype html>');
  });

  test('a part of a film has its bytes, over the borders of chunks', async () => {
    const { status, headers, body } = await get('/assets/film.mp4', 'bytes=100-550099');
    expect(status).toBe(206);
    expect(headers).toMatchObject({
      'content-range': 'bytes 100-550099/600000',
      'content-length': '550000',
      'accept-ranges': 'bytes',
    });
    const bytes = await bodyOf(body);
    expect(bytes.length).toBe(550_000);
    expect(bytes.every((byte) => byte === 7)).toBe(true);
  });

  test('a part beyond the end is 416, another method 405', async () => {
    expect(await get('/assets/film.mp4', 'bytes=600000-')).toMatchObject({
      status: 416,
      headers: { 'content-range': 'bytes */600000' },
    });
    const posted = await answerFor(files, { method: 'POST', pathname: '/', range: null });
    expect(posted).toMatchObject({ status: 405, body: null });
  });

  test('HEAD has the length and no body', async () => {
    const head = await answerFor(files, { method: 'HEAD', pathname: '/assets/film.mp4', range: null });
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': '600000' }, body: null });
  });

  test('a file that went away since the start is not found', async () => {
    const gone = new Map<string, ServedFile>([['/x.js', { type: 'text/javascript', file: '/nowhere/x.js' }]]);
    expect(await answerFor(gone, { method: 'GET', pathname: '/x.js', range: null })).toMatchObject({
      status: 404,
    });
  });

  test('a page that is left in the middle closes its file', async () => {
    const { body } = await get('/assets/film.mp4');
    const reader = body!.getReader();
    await reader.read();
    await expect(reader.cancel()).resolves.toBeUndefined();
  });
});
