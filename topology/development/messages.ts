/** What `npm run dev` tells a process that it keeps for the shop. */
export type ToShop =
  /** Load these modules of others, by URL. */
  | { readonly kind: 'standBy'; readonly libraries: readonly string[] }
  /** Become the shop, with the code as it is now. */
  | { readonly kind: 'start' }
  | { readonly kind: 'tellLibraries' };

export type FromShop =
  | { readonly kind: 'libraries'; readonly libraries: readonly string[] }
  /** As every process that is started by another says that it does its work. */
  | { readonly kind?: undefined; readonly ready: { readonly url?: string } };
