import { chromiumPath } from '@depachika/local-servers/browser/chromium.ts';
import { type Browser, chromium, type Page } from 'playwright-core';

/** A page, and what its browser asked the shop before it sent what the page wanted to send. */
export interface OpenPage {
  readonly page: Page;
  /** Methods of the requests that a preflight asked for. */
  readonly preflights: string[];
}

/** Headless. Without Chromium's own sandbox, which root and many containers cannot have: the pages are the tests' own. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumPath(process.env.CHROMIUM_PATH),
    args: ['--no-sandbox'],
  });
}

export async function openPage(browser: Browser, url: string): Promise<OpenPage> {
  const page = await browser.newPage();
  const preflights: string[] = [];
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  devtools.on('Network.requestWillBeSent', ({ initiator, request }) => {
    if (initiator.type !== 'preflight') return;
    const headers = new Headers(request.headers);
    preflights.push(headers.get('access-control-request-method') ?? request.method);
  });
  await page.goto(url);
  return { page, preflights };
}
