/** A graph that is made for measuring: four subgraphs, and one question that goes back and forth between them. */
export interface MeasuredSubgraph {
  readonly sdl: string;
  /** Root fields, by their names. */
  readonly roots: Readonly<Record<string, readonly Thing[]>>;
  /** By type and by the part of its key behind the salt. */
  readonly entities: Readonly<Record<string, Readonly<Record<string, Thing>>>>;
}

/** Fields of an object that never change, but for its key. */
export interface Thing {
  readonly __typename: string;
  readonly [field: string]: string | number | boolean | Salted | Thing | readonly Thing[];
}

/** A key: each request has a salt of its own, so that none asks for what another has asked for. */
export interface Salted {
  readonly salted: string;
}

export const DEEP_QUERY = `
query Deep($salt: String!) {
  users(salt: $salt) {
    ...Person
    reviews { ...Opinion product { ...Article reviews { ...Opinion author { ...Person reviews { ...Opinion product { ...Article } } } } } }
  }
  topProducts(salt: $salt) {
    ...Article
    reviews { ...Opinion author { ...Person reviews { ...Opinion product { ...Article } } } }
  }
}
fragment Person on User { id username name }
fragment Opinion on Review { id body }
fragment Article on Product { inStock name price shippingEstimate upc weight }
`;

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@shareable"])';

const USERS = 7;
const PRODUCTS = 9;
/** The author and the product of each. */
const REVIEWS = Array.from({ length: 28 }, (_, index) => ({
  author: index % USERS,
  product: (index * 5) % PRODUCTS,
}));

const REVIEWS_OF_USER = 4;
const REVIEWS_OF_PRODUCT = 2;

const numbers = (length: number) => Array.from({ length }, (_, index) => index);
const key = (kind: string, index: number): Salted => ({ salted: `${kind}${index}` });
const byKey = (things: readonly Thing[], kind: string) =>
  Object.fromEntries(things.map((thing, index) => [`${kind}${index}`, thing]));

export const GRAPH: Readonly<Record<string, MeasuredSubgraph>> = {
  users: usersSubgraph(),
  products: productsSubgraph(),
  inventory: inventorySubgraph(),
  reviews: reviewsSubgraph(),
};

function usersSubgraph(): MeasuredSubgraph {
  const users = numbers(USERS).map((index) => ({
    __typename: 'User',
    id: key('u', index),
    username: `customer-number-${index}`,
    name: `Customer ${index} of the shop`,
  }));
  return {
    sdl: `${LINK}
type Query { users(salt: String!): [User!] }
type User @key(fields: "id") { id: ID! name: String username: String }`,
    roots: { users },
    entities: { User: byKey(users, 'u') },
  };
}

function productsSubgraph(): MeasuredSubgraph {
  const products = numbers(PRODUCTS).map((index) => ({
    __typename: 'Product',
    upc: key('p', index),
    name: `Basket of fruit ${index}`,
    price: 1_000 + 137 * index,
    weight: 300 + 55 * index,
  }));
  return {
    sdl: `${LINK}
type Query { topProducts(salt: String!): [Product!] }
type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
    roots: { topProducts: products.slice(0, 5) },
    entities: { Product: byKey(products, 'p') },
  };
}

function inventorySubgraph(): MeasuredSubgraph {
  const products = numbers(PRODUCTS).map((index) => ({
    __typename: 'Product',
    upc: key('p', index),
    inStock: index % 2 === 0,
    shippingEstimate: 500 + 10 * index,
  }));
  return {
    sdl: `${LINK}
type Product @key(fields: "upc") { upc: String! price: Int @external weight: Int @external inStock: Boolean shippingEstimate: Int @requires(fields: "price weight") }`,
    roots: {},
    entities: { Product: byKey(products, 'p') },
  };
}

function reviewsSubgraph(): MeasuredSubgraph {
  const users: Thing[] = [];
  const products: Thing[] = [];
  const reviews = REVIEWS.map(({ author, product }, index) => ({
    __typename: 'Review',
    id: `r${index}`,
    body: `Review ${index}: it came in time, all of it was fresh, and the box was a pleasure to open.`,
    get author() {
      return users[author]!;
    },
    get product() {
      return products[product]!;
    },
  }));
  for (const index of numbers(USERS))
    users.push({
      __typename: 'User',
      id: key('u', index),
      reviews: reviews.filter((_, at) => REVIEWS[at]!.author === index).slice(0, REVIEWS_OF_USER),
    });
  for (const index of numbers(PRODUCTS))
    products.push({
      __typename: 'Product',
      upc: key('p', index),
      reviews: reviews.filter((_, at) => REVIEWS[at]!.product === index).slice(0, REVIEWS_OF_PRODUCT),
    });
  return {
    sdl: `${LINK}
type Review { id: ID! body: String author: User product: Product }
type User @key(fields: "id") { id: ID! reviews: [Review] }
type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
    roots: {},
    entities: { User: byKey(users, 'u'), Product: byKey(products, 'p') },
  };
}
