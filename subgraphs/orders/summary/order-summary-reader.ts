import type { Database, Row } from '@depachika/database/database.ts';
import type { TaxRatePercent } from '../checkout/tax.ts';
import type { AddressSnapshot, SlotSnapshot } from '../order/order.ts';

/** What a mail tells its customer of an order. */
export interface OrderSummary {
  readonly number: string;
  readonly customerId: string;
  readonly status: string;
  readonly deliveryFeeYen: number;
  readonly totalYen: number;
  readonly pointsUsed: number;
  readonly amountDueYen: number;
  readonly paymentMethod: string;
  readonly payUntil: Date | null;
  readonly slot: SlotSnapshot;
  /** Its postal code is empty once it was erased. */
  readonly address: AddressSnapshot;
  readonly lines: readonly {
    readonly nameJa: string;
    readonly nameEn: string;
    readonly quantity: number;
    readonly unitPriceYen: number;
    readonly taxRatePercent: TaxRatePercent;
  }[];
}

/** As the order is now. @returns undefined when there is none */
export async function orderSummary(database: Database, orderId: string): Promise<OrderSummary | undefined> {
  const [order] = await database.query<OrderSummary & Row>(
    `SELECT number, customer_id AS "customerId", status, delivery_fee_yen AS "deliveryFeeYen",
       total_yen AS "totalYen", points_used AS "pointsUsed", amount_due_yen AS "amountDueYen",
       payment_method AS "paymentMethod", pay_until AS "payUntil", slot, address,
       (SELECT json_agg(json_build_object('nameJa', name_ja, 'nameEn', name_en, 'quantity', quantity,
          'unitPriceYen', unit_price_yen, 'taxRatePercent', tax_rate_percent) ORDER BY position) FROM orders.order_lines WHERE order_id = o.id) AS lines
     FROM orders.orders AS o WHERE id = $1`,
    [orderId],
  );
  return order;
}

/** Where an order is to be brought. @returns undefined when there is none, or when its address was erased */
export async function shippingPoint(
  database: Database,
  orderId: string,
): Promise<{ readonly latitude: number; readonly longitude: number } | undefined> {
  const [point] = await database.query<{ latitude: number; longitude: number }>(
    `SELECT (address ->> 'latitude')::float8 AS latitude, (address ->> 'longitude')::float8 AS longitude
     FROM orders.orders WHERE id = $1 AND address ->> 'postalCode' <> ''`,
    [orderId],
  );
  return point;
}
