/** The id of the shop itself, of which every domain tells its own part: there is one. */
export const SHOP_ID = 'shop';
