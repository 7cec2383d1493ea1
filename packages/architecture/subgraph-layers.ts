/**
 * How the layer of a subgraph's file is known. Its folder or its name show it: `graphql/`, `messages/`, `main.ts`, `<domain>.ts`,
 * `rpc.ts`, and the patterns below. A rule may also be named for the thing that it is about; those are listed.
 */
export function layerOf(domain: string, inside: string): SubgraphLayer {
  const name = inside.slice(inside.lastIndexOf('/') + 1);
  if (inside === 'main.ts') return 'main';
  if (inside === `${domain}.ts`) return 'boundary';
  if (inside === 'config.ts') return 'config';
  if (EDGE_NAMES.has(name)) return 'edge';
  if (inside.startsWith('graphql/')) return 'graphql';
  if (inside.startsWith('messages/')) return 'rule';
  if (inside.startsWith('generated/prisma/')) return 'Prisma client';
  if (inside.startsWith('generated/')) return 'resolver types';
  if (STORE_NAMES.test(name)) return 'store';
  if (RULE_NAMES.test(name) || NAMED_RULES[domain]?.includes(inside)) return 'rule';
  return 'use case';
}

export type SubgraphLayer =
  | 'main'
  | 'boundary'
  | 'config'
  | 'edge'
  | 'graphql'
  | 'use case'
  | 'store'
  | 'rule'
  | 'resolver types'
  | 'Prisma client';

const EDGE_NAMES = new Set(['rpc.ts', 'on-events.ts', 'background-jobs.ts']);
const STORE_NAMES = /-(store|reader|rows|ledger)\.ts$/;
const RULE_NAMES = /-(rules|status|input|events)\.ts$/;

/** Rules that are named for the thing that they are about. */
export const NAMED_RULES: Readonly<Record<string, readonly string[]>> = {
  analytics: ['sales/sale.ts', 'sales/sales.ts'],
  delivery: [
    'closed-days/closed-day.ts',
    'holds/hold.ts',
    'promise/promise-refusal.ts',
    'shipments/shipment.ts',
    'zones/point.ts',
    'zones/zone.ts',
  ],
  inventory: [
    'audit/stock-audit.ts',
    'reservations/reservation.ts',
    'stock/level.ts',
    'stock/location.ts',
    'stock/movement.ts',
    'stock/stock-change.ts',
  ],
  notifications: [
    'mails/mail.ts',
    'templates/content.ts',
    'templates/english.ts',
    'templates/figures.ts',
    'templates/japanese.ts',
    'templates/layout.ts',
    'templates/render-mail.ts',
    'transport/mail-transport.ts',
  ],
  orders: [
    'cart/cart.ts',
    'checkout/basket.ts',
    'checkout/payment-offer.ts',
    'checkout/pricing.ts',
    'checkout/saga/step-problem.ts',
    'checkout/tax.ts',
    'order/order-changes.ts',
    'order/order-view.ts',
    'order/order.ts',
    'order/problems.ts',
    'order/viewer.ts',
  ],
  payments: [
    'audit/accounts.ts',
    'audit/audit-checks.ts',
    'card/card.ts',
    'payment/offer-methods.ts',
    'payment/payment-decisions.ts',
    'payment/payment.ts',
    'payment/slip.ts',
    'points/points.ts',
    'provider/provider.ts',
    'provider/sandbox-cards.ts',
    'provider/webhook-notification.ts',
    'provider/webhook-signature.ts',
    'provider-notifications/notification-outcome.ts',
    'refund/bank-account.ts',
    'refund/refund.ts',
  ],
  products: [
    'attributes/attribute-words.ts',
    'attributes/attribute.ts',
    'brands/brand.ts',
    'bulk/categories/category-columns.ts',
    'bulk/csv/cells.ts',
    'bulk/csv/formula-cells.ts',
    'bulk/csv/headings.ts',
    'bulk/import-report.ts',
    'bulk/line-problem.ts',
    'bulk/products/plan/details-plan.ts',
    'bulk/products/plan/known-product-plan.ts',
    'bulk/products/plan/new-product-plan.ts',
    'bulk/products/plan/option-plan.ts',
    'bulk/products/plan/planned-product.ts',
    'bulk/products/plan/problem-columns.ts',
    'bulk/products/product-cells.ts',
    'bulk/products/product-columns.ts',
    'bulk/products/product-groups.ts',
    'bulk/products/plan/product-plan.ts',
    'bulk/products/product-records.ts',
    'bulk/products/plan/sale-plan.ts',
    'bulk/products/plan/schedule-plan.ts',
    'bulk/products/plan/plan-parts.ts',
    'catalogue/category.ts',
    'catalogue/product.ts',
    'catalogue/visibility.ts',
    'collections/collection.ts',
    'details/allergens.ts',
    'details/product-details.ts',
    'editing/new-product.ts',
    'labels/label-words.ts',
    'labels/label.ts',
    'page-texts/page-texts.ts',
    'editing/problems.ts',
    'listing/facet-tokens.ts',
    'listing/facets.ts',
    'listing/listing.ts',
    'listing/product-filter.ts',
    'pictures/picture.ts',
    'pictures/problems.ts',
    'pictures/product-shapes.ts',
    'pictures/product-svg.ts',
    'search-log/report-days.ts',
    'search-log/search-count.ts',
    'search/english-forms.ts',
    'search/kanji-forms.ts',
    'search/nearest-words.ts',
    'search/okurigana.ts',
    'search/search-document.ts',
    'search/search-query.ts',
    'search/search-text.ts',
    'search/text-match.ts',
    'search/vocabulary.ts',
    'search/weak-words.ts',
    'search/word-parts.ts',
    'slugs/slug.ts',
    'snippets/snippet.ts',
    'snippets/traced-text.ts',
    'suggestions/did-you-mean.ts',
    'synonyms/base/allergen-words.ts',
    'synonyms/base/base-synonyms.ts',
    'synonyms/base/drinks.ts',
    'synonyms/base/household.ts',
    'synonyms/base/meals.ts',
    'synonyms/base/occasions.ts',
    'synonyms/base/picture-words.ts',
    'synonyms/base/produce.ts',
    'synonyms/base/sweets.ts',
    'synonyms/synonym.ts',
  ],
  users: [
    'accounts/user.ts',
    'addresses/address.ts',
    'devices/device.ts',
    'disabling/account-change.ts',
    'deletion/user-export.ts',
    'keys/signing-key.ts',
    'mails/account-mail.ts',
    'postal-codes/postal-codes.ts',
    'roles/role-change.ts',
    'sessions/failed-logins.ts',
    'sessions/own-session.ts',
    'sessions/session.ts',
    'text/checked-fields.ts',
  ],
};
