import { type ChangeHistory, changeHistory } from '@depachika/domain/change-history.ts';
import type { ChangeReader } from '@depachika/domain/changes.ts';
import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import { type BatchLoader, batchLoader } from '@depachika/graphql/loaders.ts';
import type { ReturnedGoods } from '../order-stock/goods-rules.ts';
import type { Level } from '../stock/level.ts';
import type { Location } from '../stock/location.ts';
import type { Movement } from '../stock/movement.ts';
import type { MovementPage, StockReader } from '../stock/stock-reader.ts';

/** An order as inventory knows it. */
export interface OrderReference {
  readonly id: string;
}

/** A variant as inventory knows it. */
export interface VariantKey {
  readonly id: string;
}

/** Stock of a variant over all locations. */
export interface VariantStock {
  readonly variantId: string;
  readonly available: number;
}

/** One request's lookups, each one statement for all that ask in the same moment. */
export interface Context extends RequestContext {
  readonly available: BatchLoader<string, number>;
  readonly levels: BatchLoader<string, Level>;
  readonly levelsOfVariant: BatchLoader<string, Level[]>;
  readonly locations: BatchLoader<string, Location>;
  readonly goodsOfOrders: BatchLoader<string, ReturnedGoods[]>;
  /** By level; one loader per page that is asked for. */
  movements(page: MovementPage): BatchLoader<string, Movement[]>;
  /** Of levels. */
  readonly changes: ChangeHistory;
}

export interface Readers {
  readonly stock: StockReader;
  readonly changes: ChangeReader;
}

export function createContext({ stock, changes }: Readers, request: RequestContext): Context {
  const pages = new Map<string, BatchLoader<string, Movement[]>>();
  return {
    ...request,
    available: batchLoader((variantIds) => stock.available(variantIds), { maxBatch: 2000 }),
    levels: batchLoader((ids) => stock.levels(ids)),
    levelsOfVariant: batchLoader((variantIds) => stock.levelsOfVariants(variantIds)),
    goodsOfOrders: batchLoader((orderIds) => stock.goodsOfOrders(orderIds)),
    locations: batchLoader((ids) => stock.locations(ids)),
    changes: changeHistory(changes),
    movements(page) {
      const name = JSON.stringify(page);
      const loader = pages.get(name) ?? batchLoader((ids) => stock.movementsOfLevels(ids, page));
      pages.set(name, loader);
      return loader;
    },
  };
}
