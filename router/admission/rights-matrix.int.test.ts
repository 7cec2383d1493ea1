import { SOCKET_CLOSE_REASONS } from '@depachika/schema/error-codes.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSocket, type SocketClient } from '../testing/socket-client.ts';
import { type AccessClaims, startRouterOver, type ToyRouter } from '../testing/toy-router.ts';
import { composeToys, createToys, type Toys } from '../testing/toy-shop.ts';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@authenticated", "@requiresScopes", "@policy"])`;

/** Three fields of one type, one for each thing that the directives can ask for. */
const PROTECTED = `
  signed: String @authenticated
  staff: String @requiresScopes(scopes: [["books:read"], ["books:print"]])
  admins: String @requiresScopes(scopes: [["books:read", "books:write"]])`;
const PLAIN = 'signed: String staff: String admins: String';

const SDL: Readonly<Record<string, string>> = {
  shelves: `${LINK}
    type Query { ${PROTECTED} open: String book: Book! books: [Book!]! items: [Item!]! }
    interface Item { id: ID! ${PLAIN} }
    type Book implements Item @key(fields: "id") { id: ID! open: String ${PROTECTED} parts: [Part!]! }
    type Map implements Item { id: ID! ${PLAIN} }
    type Part { open: String ${PROTECTED} }
  `,
  notes: `${LINK}
    type Book @key(fields: "id") { id: ID! note: Note ${PROTECTED.replaceAll(/\b(signed|staff|admins):/g, '$1Note:')} }
    type Note { text: String }
  `,
};

type Field = 'signed' | 'staff' | 'admins';
const FIELDS: readonly Field[] = ['signed', 'staff', 'admins'];
const valuesOf = (owner: string, ending = '') =>
  Object.fromEntries(FIELDS.map((field) => [`${field}${ending}`, `${owner}'s ${field}`]));

const BOOK = {
  __typename: 'Book',
  id: 'b1',
  open: 'open',
  ...valuesOf('book'),
  parts: [{ open: 'open', ...valuesOf('part') }],
};
const RESOLVERS = {
  shelves: {
    Item: { __resolveType: ({ __typename: name }: { __typename: string }) => name },
    Book: { __resolveReference: () => BOOK },
    Query: {
      ...Object.fromEntries(Object.entries(valuesOf('query')).map(([name, value]) => [name, () => value])),
      open: () => 'open',
      book: () => BOOK,
      books: () => [BOOK],
      items: () => [BOOK, { __typename: 'Map', id: 'm1', ...valuesOf('map') }],
    },
  },
  notes: { Book: { __resolveReference: ({ id }: { id: string }) => ({ id, ...valuesOf('note', 'Note') }) } },
};

interface Place {
  query(field: Field): string;
  /** Where the field may be read. */
  data(field: Field): unknown;
  /** Of the field, as errors name it. */
  coordinate(field: Field): string;
}

const PLACES: Readonly<Record<string, Place>> = {
  'a root field': {
    query: (field) => `{ open ${field} }`,
    data: (field) => ({ open: 'open', [field]: `query's ${field}` }),
    coordinate: (field) => `Query.${field}`,
  },
  'a field of an object': {
    query: (field) => `{ book { open ${field} } }`,
    data: (field) => ({ book: { open: 'open', [field]: `book's ${field}` } }),
    coordinate: (field) => `Book.${field}`,
  },
  'a field of an interface, which one of its types protects': {
    query: (field) => `{ items { id ${field} } }`,
    data: (field) => ({
      items: [
        { id: 'b1', [field]: `book's ${field}` },
        { id: 'm1', [field]: `map's ${field}` },
      ],
    }),
    coordinate: (field) => `Book.${field}`,
  },
  'a field of one type behind an interface': {
    query: (field) => `{ items { id ... on Book { ${field} } } }`,
    data: (field) => ({ items: [{ id: 'b1', [field]: `book's ${field}` }, { id: 'm1' }] }),
    coordinate: (field) => `Book.${field}`,
  },
  'a field of an entity in another subgraph': {
    query: (field) => `{ book { open ${field}Note } }`,
    data: (field) => ({ book: { open: 'open', [`${field}Note`]: `note's ${field}` } }),
    coordinate: (field) => `Book.${field}Note`,
  },
  'a field below lists': {
    query: (field) => `{ books { parts { open ${field} } } }`,
    data: (field) => ({ books: [{ parts: [{ open: 'open', [field]: `part's ${field}` }] }] }),
    coordinate: (field) => `Part.${field}`,
  },
  'a field in fragments': {
    query: (field) =>
      `{ ...Q } fragment Q on Query { book { ...B } } fragment B on Book { ... { ${field} } }`,
    data: (field) => ({ book: { [field]: `book's ${field}` } }),
    coordinate: (field) => `Book.${field}`,
  },
  'a field by the name of one that is open': {
    query: (field) => `{ open: book { open: ${field} } }`,
    data: (field) => ({ open: { open: `book's ${field}` } }),
    coordinate: (field) => `Book.${field}`,
  },
};

interface Person {
  /** Undefined for nobody. */
  readonly claims: AccessClaims | undefined;
  readonly reads: readonly Field[];
}

const PEOPLE: Readonly<Record<string, Person>> = {
  anonymous: { claims: undefined, reads: [] },
  'a customer': { claims: { userId: 'c' }, reads: ['signed'] },
  staff: {
    claims: { userId: 's', roles: ['STAFF'], scopes: ['books:read'] },
    reads: ['signed', 'staff'],
  },
  'an administrator': {
    claims: { userId: 'a', roles: ['ADMIN'], scopes: ['books:write', 'books:read'] },
    reads: ['signed', 'staff', 'admins'],
  },
};
const ENDED: AccessClaims = { userId: 'e', roles: ['ADMIN'], scopes: ['books:read'], ttlSeconds: -1 };

const REQUIRED: Readonly<Record<Field, readonly (readonly string[])[] | undefined>> = {
  signed: undefined,
  staff: [['books:read'], ['books:print']],
  admins: [['books:read', 'books:write']],
};

const CASES = Object.entries(PLACES).flatMap(([where, place]) =>
  FIELDS.flatMap((field) => Object.keys(PEOPLE).map((who) => ({ where, place, field, who }))),
);

let toy: ToyRouter<Toys>;
const tokens = new Map<string, string>();
const sockets = new Map<string, SocketClient>();

beforeAll(async () => {
  toy = await startRouterOver((given) => createToys({ ...given, sdl: SDL, resolvers: RESOLVERS }), {
    supergraphSdl: composeToys(SDL),
    env: { RATE_LIMIT_REQUESTS: '0' },
  });
  for (const [who, { claims }] of Object.entries(PEOPLE)) {
    if (claims) tokens.set(who, await toy.signIn(claims));
    sockets.set(who, connectSocket(toy.url, tokens.get(who)));
  }
});
afterAll(async () => {
  for (const socket of sockets.values()) await socket.dispose();
  await toy.close();
});

/** What somebody is told who may not read this. */
function refusal(place: Place, field: Field, who: string) {
  const coordinate = place.coordinate(field);
  return who === 'anonymous'
    ? { status: 401, extensions: { code: 'UNAUTHENTICATED', coordinate } }
    : { status: 403, extensions: { code: 'FORBIDDEN', coordinate, requiredScopes: REQUIRED[field] } };
}

describe('rights', () => {
  it('are tried in all places, of all directives, for everybody', () => {
    expect(CASES).toHaveLength(8 * 3 * 4);
  });

  describe.each(CASES)('$where, $field, for $who', ({ place, field, who }) => {
    const isAllowed = PEOPLE[who]!.reads.includes(field);
    const query = place.query(field);

    it('by HTTP', async () => {
      const authorization = tokens.get(who);
      toy.shop.asked.length = 0;
      const { status, data, errors } = await toy.post({ query }, authorization ? { authorization } : {});
      const refused = refusal(place, field, who);
      if (isAllowed) expect([status, data, errors]).toEqual([200, place.data(field), undefined]);
      else {
        expect([status, data]).toEqual([refused.status, undefined]);
        expect(errors).toEqual([{ message: expect.any(String), extensions: refused.extensions }]);
        expect(toy.shop.asked).toEqual([]);
      }
    });

    it('on a socket', async () => {
      const running = sockets.get(who)!.start(query);
      await expect.poll(() => running.completed() || running.failure() !== undefined).toBe(true);
      const { extensions } = refusal(place, field, who);
      if (isAllowed) expect(running.events).toMatchObject([{ data: place.data(field) }]);
      else {
        expect(running.events).toEqual([]);
        expect(running.failure()).toEqual([{ message: expect.any(String), extensions }]);
      }
    });
  });

  describe.each(Object.entries(PLACES))('%s, with a token that has ended', (_, place) => {
    it.each(FIELDS)('are nobody’s by HTTP: %s', async (field) => {
      const authorization = await toy.signIn(ENDED);
      const answer = await toy.post({ query: place.query(field) }, { authorization });
      expect([answer.status, answer.data, answer.codes]).toEqual([401, undefined, ['TOKEN_EXPIRED']]);
    });

    it.each(FIELDS)('are nobody’s on a socket: %s', async (field) => {
      const socket = connectSocket(toy.url, await toy.signIn(ENDED));
      const running = socket.start(place.query(field));
      expect((await socket.closed).code).toBe(SOCKET_CLOSE_REASONS.TOKEN_EXPIRED.status);
      expect(running.events).toEqual([]);
    });
  });
});

describe('a graph with rights that nobody enforces', () => {
  it('is not served', async () => {
    const shelves = SDL.shelves!.replace(
      'open: String book',
      'open: String @policy(policies: [["own"]]) book',
    );
    const start = startRouterOver((given) => createToys({ ...given, sdl: SDL, resolvers: RESOLVERS }), {
      supergraphSdl: composeToys({ ...SDL, shelves }),
    });
    await expect(start).rejects.toMatchObject({
      code: 'SECURITY_FEATURE_NOT_ENFORCED',
      message: expect.stringContaining('Query.open has @policy'),
    });
  });
});
