import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Buyer, newBuyer, PASSWORD } from '../../support/buyer.ts';
import type { Shop } from '../../support/shop.ts';
import type { Visit } from './visit.ts';

// The steps of somebody who buys, as they are seen and done on pages.

/** A new member with an address, signed in in this browser. */
export async function asMember(visit: Visit, shop: Pick<Shop, 'client'>): Promise<Buyer> {
  const buyer = await newBuyer(shop);
  await signIn(visit, { email: buyer.email, password: PASSWORD });
  return buyer;
}

export async function signIn(
  { page, language, words }: Visit,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.goto(`/${language}/sign-in`);
  await page.getByLabel(words.email).fill(email);
  await page.getByLabel(words.password).fill(password);
  await page.getByRole('main').getByRole('button', { name: words.signIn }).click();
  await personOf(page).waitFor();
}

/** @returns the mail address of who is now a member */
export async function register({ page, language, words }: Visit): Promise<string> {
  const email = `visitor-${randomUUID()}@example.jp`;
  await page.goto(`/${language}/register`);
  await page.getByLabel(words.name, { exact: true }).fill('来店 花子');
  await page.getByLabel(words.email).fill(email);
  await page.getByLabel(words.password).fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: words.register }).click();
  await personOf(page).waitFor();
  return email;
}

/** Who is signed in, as the head of the page says. */
export function personOf(page: Page) {
  return page.getByRole('banner').locator('a[href$="/account"]');
}

/** Looks for it, and puts one piece of what is found first, and is still there, into the cart. */
export async function find({ page, words }: Visit, wanted: string): Promise<void> {
  await page.locator('#query').fill(wanted);
  await page.getByRole('button', { name: words.search }).click();
  // The page before may show goods, too.
  await page.getByRole('heading', { level: 1 }).filter({ hasText: wanted }).waitFor();
  const found = page.getByRole('main').getByRole('article').filter({ hasNotText: words.soldOut });
  await found.first().getByRole('link').click();
  await page.getByRole('button', { name: words.addToCart }).click();
  await page.waitForURL(/\/cart$/);
}

/** Puts one piece of a product into the cart from its own page. */
export async function take({ page, language, words }: Visit, productId: string): Promise<void> {
  await page.goto(`/${language}/products/${productId}`);
  await page.getByRole('button', { name: words.addToCart }).click();
  await page.waitForURL(/\/cart$/);
}

/** Where to deliver, for somebody who has never said so. The rest of the address comes from the postal code. */
export async function tellAddress({ page, words }: Visit): Promise<void> {
  const { address } = words;
  const main = page.getByRole('main');
  await main.getByLabel(address.recipientName, { exact: true }).fill('来店 花子');
  await main.getByLabel(address.postalCode).fill('1030022');
  await main.getByRole('button', { name: address.lookUp }).click();
  await expect.poll(() => main.getByLabel(address.prefecture).inputValue()).toBe('東京都');
  expect(await main.getByLabel(address.recipientName, { exact: true }).inputValue()).toBe('来店 花子');
  await main.getByLabel(address.street).fill('日本橋室町1-4-1');
  await main.getByLabel(address.phone).fill('09012345678');
  await main.getByRole('button', { name: address.save }).click();
}

/** Takes the last delivery time of the week, and comes to the choice of a way to pay. */
export async function chooseSlot({ page, words }: Visit): Promise<void> {
  await page.waitForURL(/\/checkout\/slot$/);
  await page.getByRole('radio', { disabled: false }).last().check();
  await page.getByRole('button', { name: words.next }).click();
  await page.getByRole('heading', { level: 1, name: words.payment }).waitFor();
}

/** Of a member with an address, from the search to the choice of a way to pay. */
export async function toPayment(visit: Visit, wanted = 'どらやき'): Promise<void> {
  const { page, words } = visit;
  await find(visit, wanted);
  await page.getByRole('link', { name: words.toCheckout }).click();
  await page.getByRole('button', { name: words.address.use }).click();
  await chooseSlot(visit);
}

export async function typeCard({ page, words }: Visit, number: string): Promise<void> {
  const main = page.getByRole('main');
  await main.locator('input[value="CARD/new"]').check();
  await main.getByLabel(words.card.number).fill(number);
  await main.getByLabel(words.card.expiry).fill('12/30');
  await main.getByLabel(words.card.securityCode).fill('123');
}

/** @returns the order's id */
export async function placeOrder({ page, words }: Visit): Promise<string> {
  await page.getByRole('button', { name: words.next }).click();
  await page.getByRole('button', { name: words.placeOrder }).click();
  await page.waitForURL(/\/orders\/ord_/);
  const id = new URL(page.url()).pathname.split('/').at(-1);
  expect(id).toMatch(/^ord_/);
  return id!;
}

/** What the order's page says of it now. */
export function stateOf(page: Page) {
  return page.locator('.state');
}
