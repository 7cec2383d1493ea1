import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staticFiles } from './static-files.ts';

const TEXT = 'const shelf = 1;\n'.repeat(50);
const folder = mkdtempSync(join(tmpdir(), 'depachika-files-'));
const server = createServer();
let origin: string;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'assets/shelf-1a2b.js'), TEXT);
  writeFileSync(join(folder, 'assets/shelf-1a2b.js.br'), brotliCompressSync(TEXT));
  writeFileSync(join(folder, 'mark.svg'), '<svg/>');
  const files = staticFiles(folder);
  server.on('request', (request, response) => {
    if (!files(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string, encodings: string) =>
  fetch(`${origin}${path}`, { headers: { 'accept-encoding': encodings } });

describe('a file of the pages', () => {
  it('comes packed to who unpacks it, and as it is to who does not', async () => {
    for (const [encodings, packed] of [
      ['gzip, br', 'br'],
      ['gzip', null],
      ['br;q=0, gzip', null],
      ['identity', null],
    ] as const) {
      const answer = await get('/assets/shelf-1a2b.js', encodings);
      expect(answer.headers.get('content-encoding')).toBe(packed);
      expect(answer.headers.get('vary')).toBe('accept-encoding');
      expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(await answer.text()).toBe(TEXT);
    }
  });

  it('is kept for ever where its name says what is in it, and for an hour elsewhere', async () => {
    const kept = async (path: string) => (await get(path, '')).headers.get('cache-control');
    expect(await kept('/assets/shelf-1a2b.js')).toBe('public, max-age=31536000, immutable');
    expect(await kept('/mark.svg')).toBe('public, max-age=3600');
  });

  it.each(['/assets/shelf-1a2b.js.br', '/..%2fmark.svg', '/assets', '/none.js'])(
    'is nothing else: %s is not there',
    async (path) => {
      expect((await get(path, 'br')).status).toBe(404);
    },
  );
});
