/** What people ask the graph for in lives; each answers as `outcome`. */

export const PLACE = `mutation ($input: PlaceOrderInput!) { outcome: placeOrder(input: $input) { __typename
  ... on PlaceOrderSuccess { order { id } } ... on PaymentMethodRefused { code } ... on SlotNotAvailable { reason } } }`;

export const CART = `mutation ($input: SetCartLineInput!) { outcome: setCartLine(input: $input) { __typename } }`;

export const CANCEL = `mutation ($input: CancelOrderInput!) { outcome: cancelOrder(input: $input) { __typename } }`;

export const RETURN = `mutation ($input: RequestReturnInput!) { outcome: requestReturn(input: $input) { __typename } }`;

export const TOKENIZE = `mutation ($input: TokenizeCardInput!) { outcome: tokenizeCard(input: $input) { __typename
  ... on TokenizeCardSuccess { cardToken } } }`;

export const PREPARE = `mutation ($input: StartPreparingInput!) { outcome: startPreparing(input: $input) { __typename } }`;

export const DECIDE = `mutation ($input: DecideReturnInput!) { outcome: decideReturn(input: $input) { __typename } }`;

export const REFUND = `mutation ($input: RefundPaymentInput!) { outcome: refundPayment(input: $input) { __typename } }`;

export const PROGRESS = `mutation ($input: RecordShipmentProgressInput!) {
  outcome: recordShipmentProgress(input: $input) { __typename ... on TooEarlyForSlot { possibleFrom } } }`;
export const RESCHEDULE = `mutation ($input: RescheduleDeliveryInput!) {
  outcome: rescheduleDelivery(input: $input) { __typename } }`;
export const DECIDE_GOODS = `mutation ($input: DecideReturnedGoodsInput!) {
  outcome: decideReturnedGoods(input: $input) { __typename } }`;

export const RETRY = `mutation ($input: RetryPaymentInput!) { outcome: retryPayment(input: $input) { __typename
  ... on PaymentMethodRefused { code } ... on OrderNotPayable { reason } } }`;

export const REORDER = `mutation ($input: ReorderInput!) { outcome: reorder(input: $input) { __typename } }`;

export const ACCOUNT = `mutation ($input: ProvideRefundAccountInput!) {
  outcome: provideRefundAccount(input: $input) { __typename } }`;
