/**
 * Which services may call each method: `<contract>/<method>`. What is not named here, nobody may call. Whoever steals the key
 * of one service can ask no more than that service does.
 */
export const RPC_CALLERS: Readonly<Record<string, readonly string[]>> = {
  'depachika.products.v1.ProductService/GetVariants': ['orders', 'inventory'],
  'depachika.users.v1.UserService/GetAddress': ['orders'],
  'depachika.users.v1.UserService/GetContact': ['notifications', 'orders'],
  'depachika.users.v1.UserService/PrepareOrderLink': ['notifications'],
  'depachika.users.v1.UserService/GetMergedGuests': ['orders'],
  'depachika.users.v1.UserService/PrepareAccountMail': ['notifications'],
  'depachika.users.v1.SessionService/CheckSession': ['router'],
  'depachika.users.v1.SessionService/CheckSessions': ['router'],
  'depachika.inventory.v1.InventoryService/ReserveStock': ['orders'],
  'depachika.inventory.v1.InventoryService/ExtendReservation': ['orders'],
  'depachika.inventory.v1.InventoryService/ReleaseReservation': ['orders'],
  'depachika.inventory.v1.InventoryService/GetAvailability': ['orders'],
  'depachika.delivery.v1.DeliveryService/GetSlot': ['orders'],
  'depachika.delivery.v1.DeliveryService/HoldSlot': ['orders'],
  'depachika.delivery.v1.DeliveryService/ExtendHold': ['orders'],
  'depachika.delivery.v1.DeliveryService/ReleaseHold': ['orders'],
  'depachika.payments.v1.PaymentService/OfferMethods': ['orders'],
  'depachika.payments.v1.PaymentService/HoldPoints': ['orders'],
  'depachika.payments.v1.PaymentService/ExtendPointsHold': ['orders'],
  'depachika.payments.v1.PaymentService/ReleasePoints': ['orders'],
  'depachika.payments.v1.PaymentService/PreparePayment': ['orders'],
  'depachika.payments.v1.PaymentService/AbandonPayment': ['orders'],
  'depachika.payments.v1.PaymentService/CapturePayment': ['delivery'],
  'depachika.orders.v1.OrderService/ShipOrder': ['delivery'],
  'depachika.orders.v1.OrderService/GetOrderSummary': ['notifications'],
  'depachika.orders.v1.OrderService/GetCustomerOrders': ['users'],
  'depachika.orders.v1.OrderService/GetShippingPoint': ['delivery'],
};
