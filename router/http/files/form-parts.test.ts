import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { routerErrorWithin } from '../../operation/public-errors.ts';
import type { FileStore } from './file-store.ts';
import { formParts } from './form-parts.ts';
import { withKeptFiles } from './kept-files.ts';
import { readOperationForm } from './operation-form.ts';

const LIMITS = { files: 2, fileBytes: 1_000_000, operationBytes: 10_000 };
const FORM = 'multipart/form-data; boundary=x';

const part = (name: string, body: string, type = 'image/jpeg') =>
  `--x\r\ncontent-disposition: form-data; name="${name}"; filename="a"\r\ncontent-type: ${type}\r\n\r\n${body}\r\n`;
const operationOf = (file: string) =>
  `${part('operations', '{"query":"m","variables":{"f":null}}')}${part('map', '{"0":["variables.f"]}')}${file}`;
const FILE = part('0', 'x'.repeat(300_000));

async function* sent(body: string, failure?: Error): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += 65_536) yield Buffer.from(body.slice(at, at + 65_536));
  if (failure) throw failure;
}

/** @returns what the sender is told, and what the log has */
async function kept(body: Readable, keep: FileStore['keep']) {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
  const told = await answered().catch((error: unknown) => {
    const { extensions } = routerErrorWithin(error)!;
    return extensions.code;
  });
  return { told, lines };

  async function answered() {
    const form = await readOperationForm({ headers: { 'content-type': FORM }, body }, LIMITS);
    const store: FileStore = { keep, drop: async () => undefined };
    return withKeptFiles(
      form,
      { store, variables: { f: null }, identify: async () => 'token', logger },
      async ({ f }) => f,
    ).finally(() => form.parts.end());
  }
}

const keepAll: FileStore['keep'] = async ({ body }) => ({
  status: 201,
  body: `${(await text(body)).length} bytes`,
});

describe('a file', () => {
  it('is kept as it comes', async () => {
    const body = Readable.from(sent(`${operationOf(FILE)}--x--\r\n`));
    expect(await kept(body, keepAll)).toEqual({ told: '300000 bytes', lines: [] });
  });

  it('whose keeper goes while it reads is told as a keeper that is away, and logged', async () => {
    const body = Readable.from(sent(`${operationOf(FILE)}--x--\r\n`));
    const { told, lines } = await kept(body, async ({ body: file }) => {
      for await (const _ of file) break;
      file.destroy(new Error('other side closed'));
      throw new Error('no answer');
    });
    expect([told, lines]).toEqual(['SUBGRAPH_UNAVAILABLE', ['A file could not be kept']]);
  });

  it.each([
    ['ends in it', undefined],
    ['is left in it', new Error('aborted')],
  ])('whose form %s is told as a broken form, and nothing is logged', async (_, failure) => {
    const body = Readable.from(sent(operationOf(FILE).slice(0, -100), failure));
    expect(await kept(body, keepAll)).toEqual({ told: 'BAD_REQUEST', lines: [] });
  });
});

describe('the type of a file', () => {
  it.each(['image/日本', 'image/j\u0001', 'image/', 'jpeg', 'image/a/b'])(
    'that is none is refused: %j',
    async (type) => {
      const body = Readable.from(sent(`${operationOf(part('0', 'x', type))}--x--\r\n`));
      expect(await kept(body, keepAll)).toEqual({ told: 'UNSUPPORTED_MEDIA_TYPE', lines: [] });
    },
  );

  it.each(['image/svg+xml', 'IMAGE/JPEG', 'application/vnd.ms-excel'])(
    'is left to its keeper: %s',
    async (type) => {
      const body = Readable.from(sent(`${operationOf(part('0', 'x', type))}--x--\r\n`));
      expect(
        await kept(body, async (file) => ({ ...(await keepAll(file)), body: file.contentType })),
      ).toEqual({
        told: type.toLowerCase(),
        lines: [],
      });
    },
  );
});

describe('a form', () => {
  it('that its sender leaves is told as one that cannot be read', async () => {
    const body = Readable.from(sent('--x\r\ncontent-disposition: form-data; name="a"', new Error('aborted')));
    const parts = formParts(body, FORM, LIMITS);
    await expect(parts.next()).rejects.toMatchObject({ extensions: { code: 'BAD_REQUEST' } });
    expect([parts.failure()?.message, parts.isRead()]).toEqual([
      expect.stringContaining('ends too early'),
      false,
    ]);
  });

  it('that its sender leaves within its operations is told as one that cannot be read', async () => {
    const body = Readable.from(sent(part('operations', '{"que').slice(0, -2), new Error('aborted')));
    expect(await kept(body, keepAll)).toEqual({ told: 'BAD_REQUEST', lines: [] });
  });
});
