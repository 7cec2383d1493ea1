import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryCache } from '@depachika/cache/memory-cache.ts';
import { type AdjustableClock, adjustableClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { type CrashPoints, noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import type { ObjectStorage } from '@depachika/object-storage/object-storage.ts';
import { openStorage, type StoragePlace } from '@depachika/object-storage/open-storage.ts';
import { silent } from '@depachika/testing/silent-logger.ts';
import { productsConfig } from '../config.ts';
import { type MakingDependencies, makeDuePicture } from '../pictures/making/make-pictures.ts';
import { removeOrphans } from '../pictures/making/remove-orphans.ts';
import { PICTURES, type PictureDesk, pictureDesk } from './picture-desk.ts';
import {
  addCategory,
  addProduct,
  anonymous,
  productInput,
  staff,
  type TestShop,
  testShop,
} from './test-shop.ts';

/** A shop with one product, and the jobs of its pictures in the test's hand. */
export interface Studio {
  readonly shop: TestShop;
  readonly desk: PictureDesk;
  readonly clock: AdjustableClock;
  readonly storage: ObjectStorage;
  readonly place: StoragePlace;
  readonly productId: string;
  readonly variantIds: readonly string[];
  /** Makes the picture that has waited longest. */
  make(crashPoints?: CrashPoints): Promise<unknown>;
  tidy(): Promise<number>;
  // biome-ignore lint/suspicious/noExplicitAny: as answers
  seen(caller?: Caller): Promise<any>;
  /** @returns the outcome, or the codes of errors */
  // biome-ignore lint/suspicious/noExplicitAny: as answers
  mutate(name: string, selection: string, input: unknown, caller?: Caller): Promise<any>;
}

export interface Studios {
  /** One at a time: the job looks at the pictures of all products. */
  open(place?: StoragePlace): Promise<Studio>;
  closeAll(): Promise<void>;
}

export async function pictureStudios(database: Database): Promise<Studios> {
  const folder = await mkdtemp(join(tmpdir(), 'depachika-pictures-'));
  const opened: TestShop[] = [];
  const close = async () => {
    for (const shop of opened.splice(0)) await shop.subgraph.close();
  };
  return {
    async open(place = { kind: 'disk', folder: join(folder, randomUUID()) }) {
      await close();
      const studio = await openStudio(database, place);
      opened.push(studio.shop);
      return studio;
    },
    async closeAll() {
      await close();
      await rm(folder, { recursive: true });
    },
  };
}

async function openStudio(database: Database, place: StoragePlace): Promise<Studio> {
  await database.query('DELETE FROM catalog.product_pictures');
  const clock = adjustableClock();
  const cache = memoryCache({ clock, prefix: 'products' });
  const shop = await testShop(database, clock, { cache, config: { ...productsConfig({}), pictures: place } });
  const storage = openStorage(place);
  const product = await addProduct(shop, productInput(await addCategory(shop)));
  const deps: MakingDependencies = {
    database,
    cache,
    storage,
    clock,
    crashPoints: noCrashPoints,
    logger: silent,
  };
  return {
    ...{ shop, clock, storage, place },
    desk: pictureDesk(shop),
    productId: product.id,
    variantIds: product.variants.map(({ id }: { id: string }) => id),
    make: (crashPoints = noCrashPoints) => makeDuePicture({ ...deps, crashPoints }),
    tidy: () => removeOrphans({ database, storage, clock }),
    seen: async (caller = anonymous) => (await shop.ask(caller, PICTURES, { id: product.id })).data.product,
    async mutate(name, selection, input, caller = staff) {
      const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ${selection} } }`;
      const { data, codes } = await shop.ask(caller, query, { input });
      return codes.length > 0 ? codes : data[name];
    },
  };
}
