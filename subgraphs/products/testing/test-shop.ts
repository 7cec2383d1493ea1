import { memoryCache } from '@depachika/cache/memory-cache.ts';
import { type Clock, systemClock } from '@depachika/clock/clock.ts';
import type { Database } from '@depachika/database/database.ts';
import { demoId } from '@depachika/demo/demo-id.ts';
import type { EventLog } from '@depachika/events/event-log.ts';
import { createOutbox } from '@depachika/events/outbox/create-outbox.ts';
import { noCrashPoints } from '@depachika/fault-injection/crash-points.ts';
import { anonymous, type Caller, type Role, SCOPES } from '@depachika/identity/caller.ts';
import { createIdentityKeys } from '@depachika/identity/identity-keys.ts';
import { identitySigner, identityVerifier } from '@depachika/identity/identity-token.ts';
import { newId } from '@depachika/ids/ids.ts';
import { inProcessPubSub } from '@depachika/pubsub/in-process-pubsub.ts';
import { currentRequestId } from '@depachika/telemetry/request-id.ts';
import pino from 'pino';
import { productsConfig } from '../config.ts';
import type { EditDependencies } from '../editing/edit-product.ts';
import { type ProductsDependencies, productsSubgraph } from '../products.ts';

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape
  readonly data: any;
  readonly codes: readonly unknown[];
  /** Of each error: the argument that it names. */
  readonly fields: readonly unknown[];
}

export interface TestShop {
  readonly subgraph: ReturnType<typeof productsSubgraph>;
  readonly cache: ProductsDependencies['cache'];
  /** What edits of this shop work with, for jobs. */
  readonly editing: EditDependencies;
  /** As the router shows it. */
  identityOf(caller: Caller): Promise<string>;
  ask(caller: Caller, query: string, variables?: Record<string, unknown>): Promise<Answer>;
}

export const customer: Caller = userWith('CUSTOMER', 1);
export const staff: Caller = userWith('STAFF', 2);
export { anonymous };

/** The real subgraph over this database, with a cache of its own. */
export async function testShop(
  database: Database,
  clock: Clock = systemClock,
  given: Partial<Pick<ProductsDependencies, 'config' | 'cache' | 'delivery'>> = {},
): Promise<TestShop> {
  const keys = await createIdentityKeys();
  const logger = pino({ level: 'silent' });
  const signer = identitySigner({ keys, clock: systemClock, issuer: 'router' });
  const cache = given.cache ?? memoryCache({ clock, prefix: 'products' });
  const pubSub = inProcessPubSub({ logger });
  const outbox = createOutbox({
    schema: 'catalog',
    clock,
    pubSub,
    source: '/depachika/products',
    currentRequestId,
  });
  const subgraph = productsSubgraph({
    database,
    cache,
    clock,
    logger,
    // Events are read from the outbox: nothing here reads the log.
    log: {} as EventLog,
    pubSub,
    crashPoints: noCrashPoints,
    identity: identityVerifier({ jwks: { keys: [keys.publicJwk] }, clock: systemClock }),
    config: given.config ?? productsConfig({}),
    delivery: given.delivery ?? {
      getDeliverability: () => Promise.reject(new Error('Nobody asks delivery here')),
    },
  });
  return {
    subgraph,
    cache,
    editing: { database, cache, outbox, clock },
    identityOf: (caller) => signer.sign(caller),
    async ask(caller, query, variables) {
      const { data, errors } = await subgraph.execute({ query, variables }, await signer.sign(caller));
      const told = (errors ?? []).map((error) => error.extensions);
      return { data, codes: told.map(({ code }) => code), fields: told.map(({ field }) => field) };
    },
  };
}

/** A category of this test's own. */
export async function addCategory(shop: TestShop, parentId?: string): Promise<string> {
  const slug = newId('cat').replace('_', '-');
  const { data } = await shop.ask(staff, CREATE_CATEGORY, {
    input: { slug, nameJa: '催事', nameEn: 'Events', parentId },
  });
  return data.createCategory.category.id;
}

/** Input of a product on sale with variants in two sizes. */
export function productInput(categoryId: string, changes: Record<string, unknown> = {}) {
  const sku = newId('prd').slice(-12).toUpperCase();
  return {
    nameJa: '柚子羊羹',
    nameEn: 'Yuzu Yokan',
    nameKana: 'ゆずようかん',
    brand: '花月庵',
    categoryId,
    taxClass: 'REDUCED',
    status: 'ACTIVE',
    options: [{ nameJa: 'サイズ', nameEn: 'Size', values: ['S', 'L'] }],
    variants: [
      { sku: `${sku}-L`, optionValues: ['L'], priceYen: 2160 },
      { sku: `${sku}-S`, optionValues: ['S'], priceYen: 1080, weightGrams: 300 },
    ],
    ...changes,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: as Answer
export async function addProduct(shop: TestShop, input: ReturnType<typeof productInput>): Promise<any> {
  const { data } = await shop.ask(staff, CREATE_PRODUCT, { input });
  return data.createProduct.product;
}

/** Types of the events about one product, in order. */
export async function eventsAbout(database: Database, productId: string): Promise<string[]> {
  const rows = await database.query<{ type: string }>(
    'SELECT type FROM catalog.outbox_events WHERE key = $1 ORDER BY position',
    [productId],
  );
  return rows.map(({ type }) => type.split('.')[2]!);
}

export const CREATE_CATEGORY = `mutation ($input: CreateCategoryInput!) { createCategory(input: $input) {
  __typename ... on CreateCategorySuccess { category { id slug path { id } } }
  ... on SlugTaken { slug } ... on InvalidInput { field } ... on NotFound { id } } }`;

export const CREATE_PRODUCT = `mutation ($input: CreateProductInput!) { createProduct(input: $input) {
  __typename ... on CreateProductSuccess { product { id version status minPriceYen maxPriceYen nameKana
    variants { id sku label priceYen version } } }
  ... on SkuTaken { sku } ... on InvalidInput { field allowed } ... on NotFound { id } } }`;

export const UPDATE_PRODUCT = `mutation ($input: UpdateProductInput!) { updateProduct(input: $input) {
  __typename ... on UpdateProductSuccess { product { id nameJa version status } }
  ... on VersionConflict { expectedVersion currentVersion } ... on InvalidInput { field } ... on NotFound { id } } }`;

export const DELETE_PRODUCT = `mutation ($input: DeleteProductInput!) { deleteProduct(input: $input) {
  __typename ... on DeleteProductSuccess { id } ... on VersionConflict { currentVersion } } }`;

export const ADD_VARIANT = `mutation ($input: AddVariantInput!) { addVariant(input: $input) {
  __typename ... on AddVariantSuccess { variant { id label product { version minPriceYen options { values } } } }
  ... on SkuTaken { sku } ... on InvalidInput { field } } }`;

export const UPDATE_VARIANT = `mutation ($input: UpdateVariantInput!) { updateVariant(input: $input) {
  __typename ... on UpdateVariantSuccess { variant { priceYen version product { version minPriceYen } } }
  ... on VersionConflict { currentVersion } ... on InvalidInput { field } ... on NotFound { id } } }`;

function userWith(role: Role, number: number): Caller {
  const userId = demoId('usr', number);
  return { kind: 'user', userId, sessionId: demoId('ses', number), roles: [role], scopes: SCOPES[role] };
}
