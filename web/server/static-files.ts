import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';

/** Answers with files that were there at the start, packed where they were packed. @returns whether there was one */
export function staticFiles(folder: string): (request: IncomingMessage, response: ServerResponse) => boolean {
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !PACKED.has(extname(path)))
      files.set(`/${relative(folder, path).split(sep).join('/')}`, readFile(path));
  }
  return ({ method, url, headers }, response) => {
    const address = url?.split('?', 1)[0] ?? '';
    const file = method === 'GET' || method === 'HEAD' ? files.get(address) : undefined;
    if (!file) return false;
    const packed = file.packed.find(({ encoding }) => accepts(headers['accept-encoding'], encoding));
    const body = packed?.body ?? file.body;
    response.writeHead(200, {
      ...headersOf(address),
      'content-length': body.length,
      vary: 'accept-encoding',
      ...(packed ? { 'content-encoding': packed.encoding } : {}),
    });
    response.end(method === 'HEAD' ? undefined : body);
    return true;
  };
}

function headersOf(address: string): Record<string, string> {
  // Those that are named by what is in them never change.
  const isNamedByContent = address.startsWith('/assets/');
  return {
    'content-type': CONTENT_TYPES[extname(address)] ?? 'application/octet-stream',
    'cache-control': isNamedByContent ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
  };
}

interface StaticFile {
  readonly body: Buffer;
  /** The smallest first. */
  readonly packed: readonly { readonly encoding: string; readonly body: Buffer }[];
}

/** What a packed file's name ends with, and what HTTP calls it. */
const PACKED: ReadonlyMap<string, string> = new Map([
  ['.br', 'br'],
  ['.gz', 'gzip'],
]);

function readFile(path: string): StaticFile {
  const packed = [...PACKED].flatMap(([end, encoding]) =>
    existsSync(`${path}${end}`) ? [{ encoding, body: readFileSync(`${path}${end}`) }] : [],
  );
  return { body: readFileSync(path), packed };
}

function accepts(header: string | string[] | undefined, encoding: string): boolean {
  return String(header ?? '')
    .split(',')
    .some((part) => {
      const [name, ...parameters] = part.split(';').map((each) => each.trim());
      return name === encoding && !parameters.some((each) => /^q=0(?:\.0*)?$/.test(each));
    });
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
