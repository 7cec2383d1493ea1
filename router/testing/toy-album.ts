import type { FileStore } from '../http/files/file-store.ts';
import { startRouterOver, type ToyRouter, type ToyRouterOptions } from './toy-router.ts';
import { composeToys, createToys, type Toys } from './toy-shop.ts';

/** A store in memory, which takes pictures of those who may write. */
export interface ToyStore extends FileStore {
  /** By reference: what is there now. */
  readonly files: Map<string, Buffer>;
  /** All that was ever kept. */
  readonly kept: Buffer[];
  /** How often a file was offered. */
  offered: number;
}

/** A graph with a mutation that takes files. */
export interface ToyAlbum extends ToyRouter<Toys> {
  readonly store: ToyStore;
}

const SDL = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@requiresScopes", "@cost"])
  scalar Upload
  scalar Anything
  input AddInput { file: Upload! note: String more: [Upload!] }
  type Query { here: String what(this: Anything): String }
  type Mutation {
    add(input: AddInput!): String @requiresScopes(scopes: [["catalog:write"]])
    addAll(files: [Upload]!): [String] @requiresScopes(scopes: [["catalog:write"]])
    open(file: Upload, this: Anything): String
    dear(file: Upload): String @cost(weight: 100000)
    fail(file: Upload): String
  }
  type Subscription { news(file: Upload): String }
`;

const RESOLVERS = {
  Query: { here: () => 'here', what: () => 'that' },
  Mutation: {
    add: (_: unknown, { input }: { input: { file: string; more?: string[] } }) =>
      [input.file, ...(input.more ?? [])].join(),
    addAll: (_: unknown, { files }: { files: (string | null)[] }) => files,
    open: (_: unknown, { file }: { file?: string }) => file ?? null,
    dear: () => 'done',
    fail: () => {
      throw new Error('broken');
    },
  },
  Subscription: { news: { subscribe: () => undefined } },
};

const SUPERGRAPH = composeToys({ album: SDL });

export async function startToyAlbum(
  store = toyStore(),
  options: Partial<ToyRouterOptions> = {},
): Promise<ToyAlbum> {
  const toy = await startRouterOver(
    (given) => createToys({ ...given, sdl: { album: SDL }, resolvers: { album: RESOLVERS } }),
    { supergraphSdl: SUPERGRAPH, files: store, ...options },
  );
  return { ...toy, store };
}

export function toyStore(): ToyStore {
  const files = new Map<string, Buffer>();
  const store: ToyStore = {
    files,
    kept: [],
    offered: 0,
    async keep({ identityToken, contentType, body }) {
      store.offered += 1;
      const { scopes = [] } = JSON.parse(Buffer.from(identityToken.split('.')[1]!, 'base64url').toString());
      if (!scopes.includes('catalog:write')) return { status: 403, body: '' };
      if (!contentType.startsWith('image/')) return { status: 415, body: '' };
      const chunks: Buffer[] = [];
      for await (const chunk of body) chunks.push(chunk);
      const reference = `file_${store.offered}`;
      files.set(reference, Buffer.concat(chunks));
      store.kept.push(Buffer.concat(chunks));
      return { status: 201, body: reference };
    },
    async drop(reference) {
      files.delete(reference);
    },
  };
  return store;
}
