import { inject } from 'vitest';
import { type Finished, runScript, type Shop } from '../../support/shop.ts';
import { shopClient } from '../../support/shop-client.ts';
import type {} from './storefront-setup.ts';

/** The shop that all tests of pages share: each has its own visitors and goods, and nobody moves its clock. */
export interface Storefront extends Pick<Shop, 'client'> {
  readonly origin: string;
  /** Runs one of the project's commands against its data. @param script its file */
  command(script: string, ...args: string[]): Promise<Finished>;
}

export function storefront(): Storefront {
  const { origin, graphqlUrl, folder } = inject('storefront');
  return {
    origin,
    client: (token) => shopClient(() => graphqlUrl, token),
    command: (script, ...args) => runScript(script, args, { DATA_DIR: folder }),
  };
}
