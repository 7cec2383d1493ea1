import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, RPC_CODES, SOCKET_CLOSE_REASONS } from './error-codes.ts';

const documentation = readFileSync(new URL('../docs/error-codes.md', import.meta.url), 'utf8');

describe('docs/error-codes.md', () => {
  it('prints every code of a GraphQL answer, with who answers it and what it means', () => {
    const rows = Object.entries(ERROR_CODES).map(([code, { by, meaning }]) => [code, by.join(', '), meaning]);
    expect(documentation).toContain(table(['code', 'by', 'meaning'], rows));
  });

  it('prints every reason to close a socket', () => {
    const rows = Object.entries(SOCKET_CLOSE_REASONS).map(([reason, { status, meaning }]) => [
      reason,
      String(status),
      meaning,
    ]);
    expect(documentation).toContain(table(['reason', 'status', 'meaning'], rows));
  });

  it('prints every status code between services', () => {
    expect(documentation).toContain(table(['code', 'meaning'], Object.entries(RPC_CODES)));
  });
});

describe('the list of error codes', () => {
  it('names every code that is written into an error by hand', () => {
    const written = ['../router/', '../packages/', '../subgraphs/'].flatMap((folder) =>
      codesIn(new URL(folder, import.meta.url)),
    );
    expect(written).not.toEqual([]);
    expect(written.filter((code) => !Object.hasOwn(ERROR_CODES, code))).toEqual([]);
  });
});

/** What follows `extensions: { … code:`: the calls of `routerError` and `codedError` are held to the list by their types. */
function codesIn(folder: URL): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('generated'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .flatMap((source) =>
      [...source.matchAll(/extensions: \{[^}]*\bcode: '(\w+)'/g)].map(([, code]) => code!),
    );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n');
}
