import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';

/** Answers with files that were there at the start. @returns whether there was one */
export function staticFiles(folder: string): (request: IncomingMessage, response: ServerResponse) => boolean {
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const address = `/${relative(folder, path).split(sep).join('/')}`;
    const isNamedByContent = address.startsWith('/assets/');
    files.set(address, {
      body: readFileSync(path),
      headers: {
        'content-type': CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
        'cache-control': isNamedByContent ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
      },
    });
  }
  return ({ method, url }, response) => {
    const file = method === 'GET' || method === 'HEAD' ? files.get(url?.split('?', 1)[0] ?? '') : undefined;
    if (!file) return false;
    response.writeHead(200, { ...file.headers, 'content-length': file.body.length });
    response.end(method === 'HEAD' ? undefined : file.body);
    return true;
  };
}

interface StaticFile {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
