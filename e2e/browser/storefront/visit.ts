import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

/** A page of the shop, and what went wrong on it. */
export interface Visit {
  readonly page: Page;
  /** What the browser complained of, and requests to elsewhere. */
  readonly complaints: string[];
  /** Bytes of scripts, as they came over the line. */
  scriptBytes(): number;
}

export interface VisitOptions extends BrowserContextOptions {
  readonly origin: string;
}

/** Every request to another origin, every script error and every refused policy is a complaint. */
export async function visit(browser: Browser, { origin, ...options }: VisitOptions): Promise<Visit> {
  const context = await browser.newContext({ baseURL: origin, locale: 'ja-JP', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  let scripts = 0;
  page.on('request', (request) => {
    const { protocol, origin: to } = new URL(request.url());
    if (protocol !== 'data:' && to !== origin) complaints.push(`asked ${request.url()}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  const kinds = new Map<string, string>();
  devtools.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (kinds.get(requestId) === 'Script') scripts += encodedDataLength;
  });
  return { page, complaints, scriptBytes: () => scripts };
}

export async function signIn(
  page: Page,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.goto('/ja/sign-in');
  await page.getByLabel('メールアドレス').fill(email);
  await page.getByLabel('パスワード').fill(password);
  await page.getByRole('main').getByRole('button', { name: 'ログイン' }).click();
  await page.getByRole('link', { name: '様' }).waitFor();
}

/** Puts one piece of what a search finds first into the cart, and comes to the choice of a way to pay. */
export async function toPayment(page: Page): Promise<void> {
  await page.getByRole('searchbox').fill('どらやき');
  await page.getByRole('button', { name: '検索' }).click();
  await page.getByRole('main').getByRole('article').first().getByRole('link').click();
  await page.getByRole('button', { name: 'カートに入れる' }).click();
  await page.getByRole('link', { name: 'ご注文手続きへ' }).click();
  await page.getByRole('button', { name: 'このお届け先にする' }).click();
  await page.getByRole('radio', { disabled: false }).last().check();
  await page.getByRole('button', { name: '次へ' }).click();
  await page.getByRole('heading', { level: 1, name: 'お支払い' }).waitFor();
}

export async function placeOrder(page: Page): Promise<string> {
  await page.getByRole('button', { name: '次へ' }).click();
  await page.getByRole('button', { name: '注文を確定する' }).click();
  await page.waitForURL(/\/orders\/ord_/);
  const id = new URL(page.url()).pathname.split('/').at(-1);
  expect(id).toMatch(/^ord_/);
  return id!;
}
