/** Of every shop that is tested. */
export const SHOP_ENVIRONMENT = {
  PORT: '0',
  // The demo is in the data already.
  DEMO_DATA: 'off',
  TEST_CONTROLS: 'on',
  TEST_CONTROLS_PORT: '0',
  RATE_LIMIT_REQUESTS: '0',
  // A busy machine that answers late is no domain that is away.
  READ_BUDGETS_MS: '15000,orders=15000',
  ENRICHMENT_BUDGETS_MS: '15000,analytics=15000',
  // Tests place many orders to one door, and spend what new customers are given.
  CARD_FAILURES_PER_ACCOUNT: '100000',
  CARD_FAILURES_PER_CARD: '100000',
  CARD_FAILURES_PER_NETWORK: '100000',
  // All customers of the tests come from one network.
  USERS_LOGIN_FAILURES_PER_NETWORK: '100000',
  USERS_REGISTRATIONS_PER_NETWORK: '100000',
  ORDERS_UNPAID_PER_CUSTOMER: '1000',
  ORDERS_UNPAID_PER_RECIPIENT: '10000',
  ORDERS_UNPAID_PIECES_PER_CUSTOMER: '10000',
  ORDERS_UNPAID_PIECES_PER_RECIPIENT: '100000',
  WELCOME_POINTS_AFTER: 'REGISTRATION',
};
