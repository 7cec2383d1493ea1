import { createContext } from 'react-router';
import type { Graph } from '../graph/graph.ts';

/** Whoever has opened the link of an order in this browser: they read that order, and nothing else. */
export interface OrderReader {
  /** The order that may be read; undefined where no link was opened, or when it is good no more. */
  orderId(): Promise<string | undefined>;
  /** @returns the order's id, and `Set-Cookie`; undefined for a link that is not good */
  open(link: { readonly number: string; readonly token: string }): Promise<OpenedLink | undefined>;
  /** @returns `Set-Cookie` that ends it */
  close(): string;
}

export interface OpenedLink {
  readonly orderId: string;
  readonly cookie: string;
}

export const orderReader = createContext<OrderReader>();

/** The graph, asked as the reader of the one order. */
export const graphOfReader = createContext<Graph>();
