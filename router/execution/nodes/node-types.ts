import { type IdPrefix, isId } from '@depachika/ids/ids.ts';
import type { DomainName } from '@depachika/schema/services.ts';

/** An entity of the graph, and the domain whose it is: it knows what exists, and who may read it. */
export interface NodeType {
  readonly type: string;
  readonly domain: DomainName;
}

/** Every entity with an id of ours; `schema/nodes/nodes.graphql` names the same types. */
export const NODE_TYPES: Readonly<Partial<Record<IdPrefix, NodeType>>> = {
  adr: { type: 'Address', domain: 'users' },
  brd: { type: 'Brand', domain: 'products' },
  cat: { type: 'Category', domain: 'products' },
  col: { type: 'Collection', domain: 'products' },
  crt: { type: 'Cart', domain: 'orders' },
  loc: { type: 'StockLocation', domain: 'inventory' },
  lvl: { type: 'StockLevel', domain: 'inventory' },
  ord: { type: 'Order', domain: 'orders' },
  pay: { type: 'Payment', domain: 'payments' },
  prd: { type: 'Product', domain: 'products' },
  pym: { type: 'PaymentMethod', domain: 'payments' },
  shp: { type: 'Shipment', domain: 'delivery' },
  slt: { type: 'DeliverySlot', domain: 'delivery' },
  usr: { type: 'User', domain: 'users' },
  var: { type: 'ProductVariant', domain: 'products' },
  zon: { type: 'DeliveryZone', domain: 'delivery' },
};

/** There is one, and its id is a word. */
export const SHOP_NODE: NodeType & { readonly id: string } = { id: 'shop', type: 'Shop', domain: 'orders' };

/** @returns undefined for what cannot be the id of any node */
export function nodeTypeOf(id: string): NodeType | undefined {
  if (id === SHOP_NODE.id) return SHOP_NODE;
  const prefix = id.slice(0, Math.max(0, id.indexOf('_'))) as IdPrefix;
  return Object.hasOwn(NODE_TYPES, prefix) && isId(prefix, id) ? NODE_TYPES[prefix] : undefined;
}
