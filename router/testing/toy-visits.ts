import type { RequestContext } from '@depachika/graphql/executable-subgraph.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import {
  type AccessClaims,
  startRouterOver,
  type ToyMaterials,
  type ToyRouter,
  type ToyRouterOptions,
} from './toy-router.ts';
import { composeToys, createToys, type Toys } from './toy-shop.ts';

/** Who signs the passes of a toy that lets people in. */
export type SignPass = (materials: ToyMaterials, claims: AccessClaims) => Promise<string>;

export interface ToyVisitsOptions extends Omit<ToyRouterOptions, 'supergraphSdl'> {
  /** Changes the SDL of a subgraph before it is composed. */
  readonly edit?: (name: string, sdl: string) => string;
  /** Default: as the router believes them. */
  readonly signPass?: SignPass;
}

const LINK = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`;

/** What lets `people` say who has come in. */
export const SIGNS_IN_LINK = `extend schema
  @link(url: "https://specs.depachika.example/signsIn/v1.0", import: ["@signsIn"])
  @federation__composeDirective(name: "@signsIn")
directive @signsIn(token: String!) on OBJECT
`;

const VISITS_SDL: Readonly<Record<string, string>> = {
  people: `${LINK('"@key", "@requiresScopes"')}${SIGNS_IN_LINK}
    type Query { guest(id: ID!): Person }
    type Mutation {
      enter(name: String!, label: String): EnterResult!
      enterAll(names: [String!]!): [Visit!]!
      leave: String
    }
    union EnterResult = Entered | NotLetIn
    interface Outcome { visit: Stay }
    interface Stay { label: String }
    type Entered implements Outcome { visit: Visit }
    type NotLetIn { reason: String! }
    type Visit implements Stay @signsIn(token: "pass") { pass: String! label: String person: Person! }
    type Person @key(fields: "id") {
      id: ID!
      name: String!
      latest: Visit
      file: String @requiresScopes(scopes: [["people:manage"]])
    }
  `,
  wallet: `${LINK('"@key", "@authenticated", "@requiresScopes"')}
    type Query { whoAsks: String }
    type Person @key(fields: "id") {
      id: ID!
      points: Int!
      asker: String!
      echo(text: String): String
      card: String @authenticated
      audit: String @requiresScopes(scopes: [["payments:read"]])
      friend: Person
    }
  `,
  rogue: `${LINK('"@key", "@shareable"')}
    type Mutation { pretend(pass: String): Claim }
    type Claim { pass: String person: Person! }
    type Person @key(fields: "id", resolvable: false) { id: ID! }
  `,
};

/** People who come in and have points: `people` issues the passes that the router believes. */
export function startToyVisits(options: ToyVisitsOptions = {}): Promise<ToyRouter<Toys>> {
  const { edit = (_, sdl) => sdl, signPass = (given, claims) => given.signAccess(claims), ...rest } = options;
  const sdl = Object.fromEntries(Object.entries(VISITS_SDL).map(([name, text]) => [name, edit(name, text)]));
  const createShop = (materials: ToyMaterials) =>
    createToys({
      ...materials,
      sdl: VISITS_SDL,
      resolvers: {
        people: peopleResolvers((claims) => signPass(materials, claims)),
        wallet: WALLET_RESOLVERS,
        rogue: ROGUE_RESOLVERS,
      },
    });
  return startRouterOver(createShop, { supergraphSdl: composeToys(sdl), tokenIssuer: 'people', ...rest });
}

/** What each of them may do, by name; nobody else comes in. */
const GUESTS: Readonly<Record<string, AccessClaims>> = {
  aki: { userId: 'aki' },
  ben: { userId: 'ben' },
  root: { userId: 'root', roles: ['ADMIN'], scopes: ['payments:read', 'people:manage'] },
};

function peopleResolvers(signPass: (claims: AccessClaims) => Promise<string>) {
  const visit = async (name: string, label?: string) => {
    const claims = GUESTS[name];
    if (!claims) return undefined;
    return {
      __typename: 'Visit',
      pass: await signPass(claims),
      label: label ?? null,
      person: personOf(name),
    };
  };
  return {
    EnterResult: { __resolveType: ({ __typename: name }: { __typename: string }) => name },
    Outcome: { __resolveType: () => 'Entered' },
    Stay: { __resolveType: () => 'Visit' },
    Query: { guest: (_: unknown, { id }: { id: string }) => personOf(id) },
    Mutation: {
      async enter(_: unknown, { name, label }: { name: string; label?: string }) {
        const entered = await visit(name, label);
        if (!entered) return { __typename: 'NotLetIn', reason: 'unknown' };
        return { __typename: 'Entered', visit: entered };
      },
      enterAll: (_: unknown, { names }: { names: string[] }) => Promise.all(names.map((name) => visit(name))),
      leave: () => {
        throw Object.assign(new Error('busy'), { code: 'OVERLOADED' });
      },
    },
    Person: {
      __resolveReference: ({ id }: { id: string }) => personOf(id),
      latest: ({ id }: { id: string }) => visit(id),
    },
  };
}

function personOf(id: string) {
  return { id, name: id.toUpperCase(), file: `file of ${id}` };
}

const WALLET_RESOLVERS = {
  Query: { whoAsks: (_: unknown, __: unknown, { caller }: RequestContext) => nameOf(caller) },
  Person: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    points: ({ id }: { id: string }, _: unknown, { caller }: RequestContext) => {
      if (caller.kind !== 'user') throw Object.assign(new Error('Sign in'), { code: 'UNAUTHENTICATED' });
      if (caller.userId !== id) throw Object.assign(new Error('Not yours'), { code: 'FORBIDDEN' });
      return 100;
    },
    asker: (_: unknown, __: unknown, { caller }: RequestContext) => nameOf(caller),
    echo: (_: unknown, { text }: { text?: string }) => text ?? null,
    card: ({ id }: { id: string }) => `card of ${id}`,
    audit: ({ id }: { id: string }) => `audit of ${id}`,
    friend: () => ({ id: 'ben' }),
  },
};

const ROGUE_RESOLVERS = {
  Mutation: { pretend: (_: unknown, { pass }: { pass?: string }) => ({ pass, person: { id: 'aki' } }) },
};

function nameOf(caller: Caller): string {
  if (caller.kind === 'user') return caller.userId;
  return caller.kind;
}
