import { RouterContextProvider } from 'react-router';
import { type Graph, graphOfVisit } from '../graph/graph.ts';
import { deliveryDaysAhead } from './delivery-days-ahead.ts';
import { faults } from './faults.ts';
import { graphOfReader, type OrderReader, orderReader } from './order-reader.ts';
import { shopOrigin } from './shop-origin.ts';
import { type Visitor, visitor } from './visitor.ts';

/** What a page is made with. */
export interface Visit {
  readonly graph: Graph;
  readonly visitor: Visitor;
  readonly reader: OrderReader;
  readonly readersGraph: Graph;
  readonly onFault: (error: unknown) => void;
  /** Where the shop's pages are; undefined: where the visitor asked. */
  readonly shopUrl?: string | undefined;
  /** How many days ahead goods can be wanted in a list. */
  readonly deliveryDaysAhead?: number | undefined;
}

export function visitContext(visit: Visit): RouterContextProvider {
  const context = new RouterContextProvider();
  context.set(graphOfVisit, visit.graph);
  context.set(visitor, visit.visitor);
  context.set(orderReader, visit.reader);
  context.set(graphOfReader, visit.readersGraph);
  context.set(faults, visit.onFault);
  context.set(shopOrigin, visit.shopUrl);
  if (visit.deliveryDaysAhead !== undefined) context.set(deliveryDaysAhead, visit.deliveryDaysAhead);
  return context;
}
