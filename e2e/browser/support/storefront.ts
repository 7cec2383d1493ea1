import { inject } from 'vitest';
import { type Finished, runScript, type Shop } from '../../support/shop.ts';
import { shopClient } from '../../support/shop-client.ts';
import { mailOriginOf } from '../../support/shop-process.ts';
import type {} from './storefront-setup.ts';

/** A shop as a browser comes to it. Tests that share one each have their own visitors and goods, and nobody moves its clock. */
export interface Storefront extends Pick<Shop, 'client'> {
  readonly origin: string;
  /** Where its mails are read. */
  readonly mailOrigin: string;
  /** Runs one of the project's commands against its data. @param script its file */
  command(script: string, ...args: string[]): Promise<Finished>;
}

/** The one that all tests of pages share. */
export function storefront(): Storefront {
  const { origin, mailOrigin, graphqlUrl, data } = inject('storefront');
  return {
    origin,
    mailOrigin,
    client: (token) => shopClient(() => graphqlUrl, token),
    command: (script, ...args) => runScript(script, args, data),
  };
}

/** The pages of a shop that a test has started for itself. */
export function storefrontOf(shop: Shop): Storefront {
  return {
    origin: shop.origin(),
    mailOrigin: mailOriginOf(shop.process()),
    client: shop.client,
    command: shop.command,
  };
}
