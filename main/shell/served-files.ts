import { type FileHandle, open } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type ByteRange, parseByteRange } from './byte-range.ts';

/** What may be asked for: the path as it stands in the URL, and the file or text behind it. */
export type ServedFiles = ReadonlyMap<string, ServedFile>;
export type ServedFile =
  { readonly type: string; readonly file: string } | { readonly type: string; readonly text: string };

/** An answer before it is put into the words of a protocol. `body` must be read or cancelled. */
export interface Answer {
  readonly status: 200 | 206 | 404 | 405 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReadableStream<Uint8Array> | null;
}

/** Only files of these kinds are ever served. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.m4a': 'audio/mp4',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.vtt': 'text/vtt; charset=utf-8',
  '.wav': 'audio/wav',
  '.webm': 'video/webm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

const CHUNK_BYTES = 256 * 1024;
const NOT_FOUND: Answer = { status: 404, headers: {}, body: null };

/**
 * Lists the files under `directory` once; later requests are looked up in this list and never joined to a path, so
 * there is nothing to traverse. Links are not followed, unknown kinds and hidden files are left out.
 */
export function listServedFiles(directory: string, urlPrefix = '/'): Map<string, ServedFile> {
  const files = new Map<string, ServedFile>();
  const walk = (folder: string, prefix: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const file = path.join(folder, entry.name);
      const url = prefix + encodeURIComponent(entry.name);
      if (entry.isDirectory()) walk(file, `${url}/`);
      const type = TYPES[path.extname(entry.name).toLowerCase()];
      if (entry.isFile() && type !== undefined) files.set(url, { type, file });
    }
  };
  walk(directory, urlPrefix);
  return files;
}

/** Looks `pathname` up (`/` is the first page) and opens the part asked for. Never throws. */
export async function answerFor(
  files: ServedFiles,
  request: { method: string; pathname: string; range: string | null },
): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return { status: 405, headers: { allow: 'GET, HEAD' }, body: null };
  const served = files.get(request.pathname === '/' ? '/index.html' : request.pathname);
  if (!served) return NOT_FOUND;
  if ('text' in served) {
    const bytes = new TextEncoder().encode(served.text);
    const headers = { 'content-type': served.type, 'content-length': String(bytes.length) };
    return { status: 200, headers, body: request.method === 'HEAD' ? null : new Blob([bytes]).stream() };
  }
  let handle: FileHandle;
  try {
    handle = await open(served.file, 'r');
  } catch {
    // Listed at start and gone since: the same to the page as never there.
    return NOT_FOUND;
  }
  try {
    return await answerFromHandle(handle, served.type, request);
  } catch {
    await handle.close();
    return NOT_FOUND;
  }
}

async function answerFromHandle(
  handle: FileHandle,
  type: string,
  request: { method: string; range: string | null },
): Promise<Answer> {
  const { size } = await handle.stat();
  const range = parseByteRange(request.range, size);
  if (range === 'unsatisfiable') {
    await handle.close();
    return { status: 416, headers: { 'content-range': `bytes */${size}` }, body: null };
  }
  const part = range ?? { start: 0, end: size - 1 };
  const headers: Record<string, string> = {
    'content-type': type,
    'accept-ranges': 'bytes',
    'content-length': String(part.end - part.start + 1),
  };
  if (range) headers['content-range'] = `bytes ${range.start}-${range.end}/${size}`;
  const status = range ? 206 : 200;
  if (request.method === 'HEAD') {
    await handle.close();
    return { status, headers, body: null };
  }
  return { status, headers, body: streamOf(handle, part) };
}

/** Reads on demand, so that a film is never held whole; closes the file at the end, on error and on cancel. */
function streamOf(handle: FileHandle, { start, end }: ByteRange): ReadableStream<Uint8Array> {
  let position = start;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const length = Math.min(CHUNK_BYTES, end + 1 - position);
        if (length <= 0) {
          await handle.close();
          controller.close();
          return;
        }
        const buffer = new Uint8Array(length);
        const { bytesRead } = await handle.read(buffer, 0, length, position);
        if (bytesRead === 0) {
          await handle.close();
          controller.error(new Error('file became shorter while it was read'));
          return;
        }
        position += bytesRead;
        controller.enqueue(bytesRead === length ? buffer : buffer.subarray(0, bytesRead));
      },
      cancel: () => handle.close(),
    },
    { highWaterMark: 1 },
  );
}
