import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { FastifyInstance } from 'fastify';

/** Serves the bundled GraphiQL at `/explorer/`. Only files that were there at start can be read. @param folder of the bundle */
export function addExplorerRoutes(app: FastifyInstance, folder: string): void {
  const files = filesBelow(folder);
  app.get('/explorer', (_request, reply) => reply.redirect('/explorer/'));
  app.get<{ Params: { '*': string } }>('/explorer/*', async (request, reply) => {
    const name = request.params['*'] || 'index.html';
    const path = files.get(name);
    if (!path && name === 'index.html')
      return reply
        .code(503)
        .type('text/plain')
        .send('The explorer has not been built yet: npm run generate builds it');
    if (!path) return reply.callNotFound();
    reply.header('content-security-policy', EXPLORER_POLICY);
    if (name.startsWith('assets/')) reply.header('cache-control', 'public, max-age=31536000, immutable');
    return reply.type(CONTENT_TYPES[extname(name)] ?? 'application/octet-stream').send(await readFile(path));
  });
}

/**
 * Its own files and this router, nothing else. Its editor sets styles as it goes; scripts are files alone. Workers take the
 * policy of their own file, so that all files have it.
 */
const EXPLORER_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

function filesBelow(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) files.set(relative(folder, path).split(sep).join('/'), path);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return files;
}
