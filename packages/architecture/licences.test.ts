import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './source-files.ts';

const PERMISSIVE =
  /^\(?(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|Unlicense|Python-2\.0|PSF-2\.0)\b/;
/** What names no licence where npm looks for one, and holds the text of one all the same. */
const MIT_BY_ITS_TEXT = new Set(['busboy', 'dicer', 'seq-queue', 'streamsearch']);

it('NOTICE names every package whose licence asks for more than a notice', () => {
  const notice = readFileSync(join(ROOT, 'NOTICE'), 'utf8');
  const named = new Set(notice.match(/@?[a-z][\w./-]*/g));
  expect(demandingPackages().filter((name) => !named.has(withoutPlatform(name)))).toEqual([]);
});

function demandingPackages(): string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { license?: string; link?: boolean }>;
  };
  return Object.entries(packages).flatMap(([path, { license = '', link }]) => {
    const name = path.split('node_modules/').at(-1)!;
    if (!path.includes('node_modules/') || link || MIT_BY_ITS_TEXT.has(name)) return [];
    return PERMISSIVE.test(license) ? [] : [name];
  });
}

/** A binary comes as one package for each platform. */
function withoutPlatform(name: string): string {
  return name.replace(/-(android|darwin|freebsd|linux|linuxmusl|win32)-[\w-]+$/, '');
}
