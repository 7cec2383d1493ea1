import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createElement } from 'react';
import { renderToReadableStream } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { catalogue, catalogues } from './catalogue.ts';

afterEach(() => vi.unstubAllGlobals());

describe('words of the shop', () => {
  it('come to a browser in the language of its page alone, before scripts take over', async () => {
    vi.stubGlobal('document', { documentElement: { lang: 'en' } });
    const [ja, en] = [vi.fn(async () => ({ cart: 'カート' })), vi.fn(async () => ({ cart: 'Cart' }))];
    const words = catalogue({ ja, en });
    await catalogues();
    expect(await said(() => words.use('en').cart)).toBe('Cart');
    expect(en).toHaveBeenCalledOnce();
    expect(ja).not.toHaveBeenCalled();
  });

  it('are with a server in each language', async () => {
    const words = catalogue({
      ja: async () => ({ cart: 'カート' }),
      en: async () => ({ cart: 'Cart' }),
    });
    await catalogues();
    expect(await said(() => `${words.use('ja').cart} ${words.use('en').cart}`)).toBe('カート Cart');
  });

  it('are those that were asked for, where a component waits for several that come one after the other', async () => {
    vi.stubGlobal('document', { documentElement: { lang: 'ja' } });
    const first = Promise.withResolvers<{ cart: string }>();
    const second = Promise.withResolvers<{ pay: string }>();
    const cart = catalogue({ ja: async () => ({ cart: 'カート' }), en: () => first.promise });
    const pay = catalogue({ ja: async () => ({ pay: '支払う' }), en: () => second.promise });
    const waits = vi.fn();
    const text = said(() => {
      waits();
      return `${cart.use('en').cart}, ${pay.use('en').pay}`;
    });
    await vi.waitFor(() => expect(waits).toHaveBeenCalledTimes(1));
    first.resolve({ cart: 'Cart' });
    await vi.waitFor(() => expect(waits).toHaveBeenCalledTimes(2));
    second.resolve({ pay: 'Pay' });
    expect(await text).toBe('Cart, Pay');
  });

  it('that did not come are asked for again', async () => {
    vi.stubGlobal('document', { documentElement: { lang: 'ja' } });
    const en = vi.fn(async () => ({ cart: 'Cart' }));
    const words = catalogue({
      ja: async () => ({ cart: 'カート' }),
      en: en.mockRejectedValueOnce(new Error('gone')),
    });
    await expect(words.read('en')).rejects.toThrow('gone');
    expect(await words.read('en')).toEqual({ cart: 'Cart' });
    expect(en).toHaveBeenCalledTimes(2);
  });
});

describe('a page', () => {
  it('imports no words of English beside those of its language: browsers would get both', () => {
    const folder = new URL('../', import.meta.url);
    const pages = globSync('**/*.{ts,tsx}', { cwd: fileURLToPath(folder) }).filter(
      // What servers alone say may know both.
      (path) => !path.endsWith('.test.ts') && path !== 'messages/refusal.ts',
    );
    expect(pages.length).toBeGreaterThan(100);
    const importers = pages.filter((path) =>
      /^import \{.*from '[^']*(?:-en|\/en|\/en\/[\w-]+)\.ts'/m.test(
        readFileSync(new URL(path, folder), 'utf8'),
      ),
    );
    expect(importers).toEqual([]);
  });
});

/** What a component says when a page is made of it. */
async function said(component: () => string): Promise<string> {
  const stream = await renderToReadableStream(createElement(component), {
    onError: (error) => {
      throw error;
    },
  });
  await stream.allReady;
  return new Response(stream).text();
}
