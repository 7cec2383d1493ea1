import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** Answers with files that were there at the start. @returns whether there was one */
export function staticFiles(folder: string): (request: IncomingMessage, response: ServerResponse) => boolean {
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const address = `/${relative(folder, path).split(sep).join('/')}`;
    files.set(address, staticFile(path, address));
  }
  return (request, response) => {
    const { method, url } = request;
    const file = method === 'GET' || method === 'HEAD' ? files.get(url?.split('?', 1)[0] ?? '') : undefined;
    if (!file) return false;
    void send(file, request, response);
    return true;
  };
}

interface StaticFile {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** Made when it is first asked for, and kept: a start has better things to do. Undefined for what is small already. */
  readonly compressed: (() => Promise<Buffer>) | undefined;
}

function staticFile(path: string, address: string): StaticFile {
  const isNamedByContent = address.startsWith('/assets/');
  const body = readFileSync(path);
  const type = CONTENT_TYPES[extname(path)];
  let made: Promise<Buffer> | undefined;
  return {
    body,
    headers: {
      'content-type': type?.name ?? 'application/octet-stream',
      'cache-control': isNamedByContent ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
      ...(type?.isText ? { vary: 'accept-encoding' } : {}),
    },
    compressed: type?.isText ? () => (made ??= promisify(gzip)(body, { level: 9 })) : undefined,
  };
}

async function send(file: StaticFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const isTaken = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const compressed = isTaken ? await file.compressed?.() : undefined;
  const body = compressed ?? file.body;
  response.writeHead(200, {
    ...file.headers,
    ...(compressed ? { 'content-encoding': 'gzip' } : {}),
    'content-length': body.length,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

const CONTENT_TYPES: Readonly<Record<string, { readonly name: string; readonly isText: boolean }>> = {
  '.js': { name: 'text/javascript; charset=utf-8', isText: true },
  '.css': { name: 'text/css; charset=utf-8', isText: true },
  '.svg': { name: 'image/svg+xml', isText: true },
  '.txt': { name: 'text/plain; charset=utf-8', isText: true },
  '.woff2': { name: 'font/woff2', isText: false },
};
