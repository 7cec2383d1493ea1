/** Every account of the demo shop has this password, which the documents print: production refuses it. */
export const DEMO_PASSWORD = 'depachika-demo';

/** Customers beside the three of the tour. */
export const FURTHER_CUSTOMERS = 40;

/** Login names of the tour, by what they may do. */
export const TOUR_ACCOUNTS = {
  customer: 'customer@example.jp',
  staff: 'staff@example.jp',
  admin: 'admin@example.jp',
} as const;

/** Numbers 1 to 3 are those of the tour. */
export const FIRST_FURTHER_CUSTOMER = 4;

export function furtherCustomer(number: number): string {
  return `customer${number}@example.jp`;
}

/** Login names of all accounts of the demo shop. */
export const DEMO_ACCOUNTS: readonly string[] = [
  ...Object.values(TOUR_ACCOUNTS),
  ...Array.from({ length: FURTHER_CUSTOMERS }, (_, index) => furtherCustomer(FIRST_FURTHER_CUSTOMER + index)),
];
