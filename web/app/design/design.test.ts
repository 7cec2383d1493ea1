import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const APP = join(import.meta.dirname, '..');
const TOKENS = 'design/tokens.css';
const sheets = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.css'))
  .map((file) => ({ file: relative(APP, join(APP, file)), css: readFileSync(join(APP, file), 'utf8') }));
const tokens = sheets.find(({ file }) => file === TOKENS)!.css;

describe.each(sheets)('$file', ({ file, css }) => {
  it('names no colour of its own', () => {
    const colours = css.match(/#[\da-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab)\(/gi) ?? [];
    if (file === TOKENS) expect(colours.length).toBeGreaterThan(20);
    else expect(colours).toEqual([]);
  });

  it('says first which layer beats which, since any sheet may come first', () => {
    expect(css).toMatch(/^@layer reset, tokens, base, parts, pages;\n/);
  });

  it('puts every rule into a layer', () => {
    expect(topLevelOf(css).filter((head) => !head.startsWith('@layer'))).toEqual([]);
  });

  it('uses only tokens that there are', () => {
    const used = [...css.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name!);
    expect([...new Set(used)].filter((name) => !tokens.includes(`${name}:`))).toEqual([]);
  });

  it('is short enough to be read', () => {
    expect(css.split('\n').length).toBeLessThanOrEqual(401);
  });
});

describe.each([
  ['in the light', 0],
  ['in the dark', 1],
] as const)('%s', (_, look) => {
  const colour = (name: string) => coloursOf(name)[look]!;

  it.each(
    ['ink', 'muted', 'action', 'accent', 'ok', 'warn', 'danger'].flatMap((text) =>
      ['paper', 'surface'].map((ground) => [text, ground] as const),
    ),
  )('%s can be read on %s', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it('what stands on a button can be read', () => {
    expect(contrast(colour('on-action'), colour('action'))).toBeGreaterThanOrEqual(4.5);
  });

  it('the line of a field can be seen', () => {
    for (const ground of ['paper', 'surface'])
      expect(contrast(colour('field-line'), colour(ground))).toBeGreaterThanOrEqual(3);
  });
});

/** What stands outside all braces. */
function topLevelOf(css: string): string[] {
  let depth = 0;
  let head = '';
  const heads: string[] = [];
  for (const character of css.replaceAll(/\/\*[\s\S]*?\*\//g, '')) {
    if (character === '{' && depth++ === 0) heads.push(head.trim());
    else if (character === '}') depth -= 1;
    else if (depth === 0 && character !== ';') head += character;
    if (character === '{' || character === '}' || (character === ';' && depth === 0)) head = '';
  }
  return heads;
}

function coloursOf(name: string): string[] {
  const [, light, dark] = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(tokens) ?? [];
  return [light!, dark!];
}

/** As WCAG 2.2 counts it, from 1 to 21. */
function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
