import { freePorts } from '@depachika/local-servers/free-ports.ts';
import type { TestProject } from 'vitest/node';
import { prepareShop } from '../../support/prepared-shop.ts';
import {
  mailOriginOf,
  SHOP_ENVIRONMENT,
  serversOf,
  startShopProcess,
  TOPOLOGY,
} from '../../support/shop-process.ts';

/** Where the shop is that all tests of pages share. */
export interface StorefrontAddress {
  readonly origin: string;
  readonly mailOrigin: string;
  readonly graphqlUrl: string;
  /** Settings that name its data. */
  readonly data: Readonly<Record<string, string>>;
}

declare module 'vitest' {
  interface ProvidedContext {
    storefront: StorefrontAddress;
  }
}

/** Starts one shop for all tests of pages, in one process or distributed as `E2E_TOPOLOGY` says. @returns what stops it */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const embedded = TOPOLOGY === 'embedded';
  const { folder, databaseUrl = '', remove } = await prepareShop({ embedded });
  const data = { DATA_DIR: folder, DATABASE_URL: databaseUrl, ...serversOf(databaseUrl) };
  const port = await freePorts()();
  // One name for it in links of mails and in the browser: cookies belong to a host.
  const origin = `http://127.0.0.1:${port}`;
  const running = await startShopProcess({
    ...SHOP_ENVIRONMENT,
    ...data,
    PORT: String(port),
    SHOP_URL: origin,
    NOTIFICATIONS_POLL_MS: '1000',
    // Pages ask for what is listed, and for nothing else.
    PERSISTED_OPERATIONS: 'enforce',
    ...(embedded ? { SUBGRAPH_PORTS: 'off', METRICS_PORT: '0' } : {}),
  });
  const mailOrigin = mailOriginOf(running);
  project.provide('storefront', { origin, mailOrigin, graphqlUrl: running.graphqlUrl, data });
  return async () => {
    if (project.vitest.state.getCountOfFailedTests() > 0)
      console.error(`The shop printed:\n${running.output().slice(-MAX_PRINTED)}`);
    running.signal('SIGINT');
    await running.exited;
    await remove();
  };
}

const MAX_PRINTED = 8_000;
