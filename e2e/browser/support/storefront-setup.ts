import { freePorts } from '@depachika/local-servers/free-ports.ts';
import type { TestProject } from 'vitest/node';
import { prepareShop } from '../../support/prepared-shop.ts';
import { SHOP_ENVIRONMENT, startShopProcess } from '../../support/shop-process.ts';

/** Where the shop is that all tests of pages share. */
export interface StorefrontAddress {
  readonly origin: string;
  readonly graphqlUrl: string;
  /** Its data. */
  readonly folder: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    storefront: StorefrontAddress;
  }
}

/** Starts one shop for all tests of pages. @returns what stops it */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { folder, remove } = await prepareShop({ embedded: true });
  const port = await freePorts()();
  // One name for it in links of mails and in the browser: cookies belong to a host.
  const origin = `http://127.0.0.1:${port}`;
  const running = await startShopProcess(
    {
      ...SHOP_ENVIRONMENT,
      DATABASE_URL: '',
      DATA_DIR: folder,
      PORT: String(port),
      SHOP_URL: origin,
      NOTIFICATIONS_POLL_MS: '1000',
      SUBGRAPH_PORTS: 'off',
      METRICS_PORT: '0',
    },
    { topology: 'embedded' },
  );
  project.provide('storefront', { origin, graphqlUrl: running.graphqlUrl, folder });
  return async () => {
    if (project.vitest.state.getCountOfFailedTests() > 0)
      console.error(`The shop printed:\n${running.output().slice(-MAX_PRINTED)}`);
    running.signal('SIGINT');
    await running.exited;
    await remove();
  };
}

const MAX_PRINTED = 8_000;
