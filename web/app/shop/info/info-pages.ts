/** The pages about the shop, by the end of their addresses, in the order in which the footer has them. */
export const INFO_PAGES = ['guide', 'delivery', 'law', 'privacy'] as const;
export type InfoPage = (typeof INFO_PAGES)[number];
