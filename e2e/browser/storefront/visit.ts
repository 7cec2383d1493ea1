import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { type Language, WORDS, type Words } from './words.ts';

/** A page of the shop, and what went wrong on it. */
export interface Visit {
  readonly page: Page;
  readonly language: Language;
  /** What the visitor looks for. */
  readonly words: Words;
  /** What the browser complained of, and requests to elsewhere. */
  readonly complaints: string[];
  /** Bytes of scripts as they came over the line, without what HTTP says of them. */
  scriptBytes(): number;
}

export interface VisitOptions extends BrowserContextOptions {
  readonly origin: string;
  /** Default: Japanese. */
  readonly language?: Language;
}

const LOCALES = { ja: 'ja-JP', en: 'en-GB' } as const;

/** A visit that ends with its test. */
export async function visit(browser: Browser, options: VisitOptions): Promise<Visit> {
  const visited = await openVisit(browser, options);
  onTestFinished(() => visited.page.context().close());
  return visited;
}

/** React says that a page was made once more, and why only in the error's cause, which a browser's tools leave out. */
const TELL_CAUSES = `addEventListener('error', ({ error }) => {
  if (error?.cause) console.error('because of', String(error.cause?.stack ?? error.cause));
})`;

/** Every request to another origin, every script error, dialog and refused policy is a complaint. */
export async function openVisit(
  browser: Browser,
  { origin, language = 'ja', ...options }: VisitOptions,
): Promise<Visit> {
  const context = await browser.newContext({ baseURL: origin, locale: LOCALES[language], ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  let scripts = 0;
  page.on('request', (request) => {
    const { protocol, origin: to } = new URL(request.url());
    if (protocol !== 'data:' && to !== origin) complaints.push(`asked ${request.url()}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript(TELL_CAUSES);
  page.on('dialog', (dialog) => {
    complaints.push(`opened a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  const kinds = new Map<string, string>();
  devtools.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  devtools.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    if (kinds.get(requestId) === 'Script') scripts += encodedDataLength;
  });
  return { page, language, words: WORDS[language], complaints, scriptBytes: () => scripts };
}
