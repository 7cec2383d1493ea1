import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { encode } from 'iconv-lite';
import { afterAll, describe, expect, test } from 'vitest';
import { readDay, readMoment, readNumber, readWhole, readYesNo, writeMoment } from './cells.ts';
import { csvWriter } from './csv-lines.ts';
import { BrokenCsv, type CsvRecord, csvRecords } from './csv-records.ts';
import { shielded, unshielded } from './formula-cells.ts';
import { readHeadings } from './headings.ts';
import { encoded, knowFile, missingCharacter, NotText } from './text-encoding.ts';

const folder = mkdtempSync(join(tmpdir(), 'depachika-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(content: string | Uint8Array): string {
  files += 1;
  const path = join(folder, `${files}.csv`);
  writeFileSync(path, content);
  return path;
}

async function recordsOf(content: string | Uint8Array) {
  const records: CsvRecord[] = [];
  for await (const record of csvRecords(await knowFile(fileOf(content), undefined))) records.push(record);
  return records;
}

describe('records', () => {
  test('know the line on which they begin, whatever ends lines and stands in quotes', async () => {
    const text = 'a,b\r\n1,"x\r\ny\nz"\n\n,\r\n2,"say ""hi"""\r3,4';
    expect(await recordsOf(text)).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['1', 'x\r\ny\nz'] },
      { line: 7, cells: ['2', 'say "hi"'] },
      { line: 8, cells: ['3', '4'] },
    ]);
  });

  test('come out as they were written', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '羊', ',', '"', ' ', '\n', '～', '①', '=', '-', "'"),
      maxLength: 6,
    });
    const record = fc.tuple(cell, cell).filter((cells) => cells.some((each) => each !== ''));
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), async (records) => {
        for (const encoding of ['utf-8', 'shift_jis'] as const) {
          const { bytes, problems } = csvWriter(['one', 'other'], encoding).write(records);
          expect(problems).toEqual([]);
          expect((await recordsOf(bytes)).map(({ cells }) => cells)).toEqual(records);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('end with the number of the line where quotes do not pair', async () => {
    await expect(recordsOf('a,b\n1,2\n3,"4')).rejects.toThrow(BrokenCsv);
    await expect(recordsOf('a,b\n1,2\n3,"4')).rejects.toThrow(/^Line 3: /);
  });
});

describe('a cell that spreadsheets would run', () => {
  test.each(['=1+1', '-196℃', '@cosme', '\tx', '\r=x', "'=x", '-', '+1+1', '-1.'])(
    'begins with an apostrophe in a file: %j',
    (text) => {
      expect(shielded(text)).toBe(`'${text}`);
    },
  );

  test.each(['-5', '+81', '-3.25', '0012', '1-2', "'quoted'", '', '羊羹'])('is not this one: %j', (text) => {
    expect(shielded(text)).toBe(text);
  });

  test('is any text again once it is read', () => {
    const text = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '1', '.', '羊') });
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'grapheme' })), (cell) => {
        expect(unshielded(shielded(cell))).toBe(cell);
        expect(shielded(cell)).toMatch(/^(?:[+-]?\d+(?:\.\d+)?$|[^=+\-@\t\r]|$)/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('an encoding', () => {
  test('is found by the whole file, and belongs to what the file is known by', async () => {
    const late = 'x'.repeat(200_000);
    const utf8 = await knowFile(fileOf(`\ufeff${late}髙`), undefined);
    const shiftJis = await knowFile(fileOf(encode(`${late}髙①～―`, 'cp932')), undefined);
    expect([utf8.encoding, shiftJis.encoding]).toEqual(['utf-8', 'shift_jis']);
    const plain = fileOf('a,b');
    const digests = [await knowFile(plain, 'utf-8'), await knowFile(plain, 'shift_jis')].map(
      ({ digest }) => digest,
    );
    expect(new Set(digests).size).toBe(2);
  });

  test('is refused where it is not, with the line', async () => {
    const bytes = Buffer.concat([Buffer.from('a\nb\n'), Buffer.from([0xff, 0xfd, 0x0a])]);
    await expect(knowFile(fileOf(bytes), undefined)).rejects.toThrow(NotText);
    await expect(knowFile(fileOf(encode('羊羹', 'cp932')), 'utf-8')).rejects.toThrow(/utf-8/);
  });

  test.each(['〜', '—', 'é', '🍡', '𠮷'])(
    'Shift_JIS does not have %s, and writes nothing in its place',
    (character) => {
      expect(encoded(`羊羹${character}`, 'shift_jis')).toBeUndefined();
      expect(missingCharacter(`羊羹${character}`, 'shift_jis')).toBe(character);
      expect(encoded(character, 'utf-8')?.toString()).toBe(character);
    },
  );
});

describe('headings', () => {
  const known = {
    columns: [
      { name: 'sku', ja: '品番' },
      { name: 'name_en', ja: '商品名（英語）' },
      { name: 'sale', ja: 'セール' },
      { name: 'sale_ends', ja: 'セール終了' },
    ],
    passedOver: [
      { name: 'old', ja: '旧' },
      { name: 'old_sale', ja: 'セール' },
    ],
    needed: ['sku'],
    together: [['sale', 'sale_ends']],
  };

  test('are names or Japanese words of any width and case', () => {
    expect(readHeadings([' SKU', '商品名(英語)'], known)).toEqual({
      kind: 'headings',
      columns: ['sku', 'name_en'],
    });
  });

  test('may be some that say nothing any more, and then leave their word to those that do', () => {
    expect(readHeadings(['sku', '旧', 'セール', 'セール終了'], known)).toEqual({
      kind: 'headings',
      columns: ['sku', 'old', 'sale', 'sale_ends'],
    });
  });

  test.each([
    [['sku', 'colour'], { kind: 'unknown', heading: 'colour' }],
    [['sku', ''], { kind: 'unknown', heading: '' }],
    [['sku', '品番'], { kind: 'twice', heading: '品番' }],
    [['name_en'], { kind: 'missing', column: 'sku' }],
    [['sku', 'sale'], { kind: 'missing', column: 'sale_ends' }],
  ])('%j are refused', (cells, refusal) => {
    expect(readHeadings(cells, known)).toEqual(refusal);
  });
});

describe('a cell', () => {
  test('holds numbers as people write them', () => {
    expect(['1080', '１，０８０', '¥1,080', '1080円', ' 7 '].map(readWhole)).toEqual([
      1080, 1080, 1080, 1080, 7,
    ]);
    expect(['', '1.5', '-1', '千', '1e3'].map(readWhole)).toEqual(Array(5).fill(undefined));
    expect(['-1.5', '１２.5', '1,000'].map(readNumber)).toEqual([-1.5, 12.5, 1000]);
    expect(['1.', '.5', '1e3'].map(readNumber)).toEqual(Array(3).fill(undefined));
  });

  test('says yes or no in either language', () => {
    expect(['TRUE', 'はい', '○', 'no', 'いいえ', '×', 'maybe'].map(readYesNo)).toEqual([
      ...[true, true, true, false, false, false],
      undefined,
    ]);
  });

  test('holds days and moments of Japan, and none that there are not', () => {
    expect(['2026-11-27', '2026/1/2', '2026-02-30', '27.11.2026'].map(readDay)).toEqual([
      ...['2026-11-27', '2026-01-02'],
      ...[undefined, undefined],
    ]);
    const at = ['2026-11-27 10:00', '2026/11/27 10:00:00.000', '2026-11-27T01:00:00Z'].map(readMoment);
    expect(at.map((moment) => moment?.toISOString())).toEqual(Array(3).fill('2026-11-27T01:00:00.000Z'));
    expect(['2026-11-27 25:00', '2026-02-30 10:00', 'soon', '2026-11-27 10:00 x'].map(readMoment)).toEqual(
      Array(4).fill(undefined),
    );
  });

  test('gives a moment back to the thousandth', () => {
    const moments = fc.date({
      min: new Date('2000-01-01Z'),
      max: new Date('2100-01-01Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        expect(readMoment(writeMoment(moment))).toEqual(moment);
      }),
    );
  });
});
