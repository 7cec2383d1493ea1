import { checkSync } from 'recheck';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { expressionsIn, isBounded, madeExpressions, productExpressions } from './regular-expressions.ts';
import { parsed, projectFiles } from './source-files.ts';

/** The checker as JavaScript: the same answer on every machine. */
beforeAll(() => vi.stubEnv('RECHECK_SYNC_BACKEND', 'pure'));

describe('regular expressions of the product', () => {
  const expressions = productExpressions(projectFiles());

  it('are many, of code and of contracts', () => {
    expect(expressions.length).toBeGreaterThan(100);
    expect(expressions.some(({ place }) => place.startsWith('schema/events/'))).toBe(true);
  });

  it('take no more than linear time for any text', { timeout: 300_000 }, () => {
    const slow = expressions.filter((expression) => !isBounded(expression) && !isLinear(expression));
    expect(slow.map(({ source, flags, place }) => `${place}: /${source}/${flags}`)).toEqual([]);
  });

  it('are all written out, so that they can be checked', () => {
    expect(madeExpressions(projectFiles())).toEqual([]);
  });
});

describe('the check', () => {
  it.each([String.raw`^〒?\s*(\d{3})\s*-?\s*(\d{4})$`, '^(a+)+$', String.raw`\s+$`, '^(a|a)*$'])(
    'finds %s',
    (source) => {
      expect(isBounded({ source }) || isLinear({ source, flags: '' })).toBe(false);
    },
  );

  it('reads literals with their flags, and finds those that are made', () => {
    const file = parsed(
      'router/x.ts',
      'const a = /[/\\]]+\\d/giu;\nconst b = new RegExp(a.source);\nRegExp(b);',
    );
    expect(expressionsIn(file)).toEqual([{ source: '[/\\]]+\\d', flags: 'giu', place: 'router/x.ts:1' }]);
    expect(madeExpressions([file])).toEqual(['router/x.ts:2', 'router/x.ts:3']);
  });

  it('spares those alone that repeat at most once, and not without end', () => {
    expect(
      ['^abc$', '^[\\w*+-]{1,128}$', '^\\+(a|b)\\{$', '^a?b$'].every((source) => isBounded({ source })),
    ).toBe(true);
    for (const source of ['a*', 'a+', 'a{2,}', 'a{1,9}b{1,9}', '(a{1,9}){1,9}'])
      expect(isBounded({ source })).toBe(false);
  });
});

function isLinear({ source, flags }: { readonly source: string; readonly flags: string }): boolean {
  const { status } = checkSync(source, flags, { timeout: 60_000 });
  return status === 'safe';
}
