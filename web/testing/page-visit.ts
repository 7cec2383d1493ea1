import type { createRequestHandler, ServerBuild } from 'react-router';
import type { Graph } from '../app/graph/graph.ts';
import type { TypedOperation } from '../app/graph/typed-operation.ts';
import type { CheckoutDraft } from '../app/session/checkout-draft.ts';
import type { visitContext } from '../app/session/visit-context.ts';
import type { Visitor } from '../app/session/visitor.ts';

/** What the graph answers, by the name of the operation; a function is given the variables. What is not here is a fault. */
export type Answers = Readonly<Record<string, object | ((variables: never) => unknown)>>;

export interface VisitOptions {
  readonly answers?: Answers;
  /** Who is signed in. */
  readonly person?: { readonly id: string; readonly name: string; readonly isGuest?: true };
  /** What was chosen so far on the way to an order. */
  readonly draft?: Omit<CheckoutDraft, 'key'>;
  /** Fields of a form; absent for a page that is read. */
  readonly form?: Readonly<Record<string, string>>;
}

export interface Visited {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** What the page kept of the way to an order; absent where it kept nothing new. */
  readonly kept?: CheckoutDraft | undefined;
  /** What was asked of the graph, in order. */
  readonly asked: readonly { readonly name: string; readonly variables: unknown }[];
}

export const SHOP = 'https://shop.example';

/** What every page asks for its frame; the cart's pieces of who is known. */
const FRAME: Answers = {
  ListCategories: {
    categories: [{ id: 'cat_1', slug: 'wagashi', nameJa: '和菓子', nameEn: 'Japanese Sweets', children: [] }],
  },
  CartPieces: { cart: null },
};

let building: Promise<ServerBuild> | undefined;

/** Makes a page of the built shop as its server does, over a graph that answers what it is told. */
export async function visit(path: string, options: VisitOptions = {}): Promise<Visited> {
  building ??= import(new URL('../generated/build/server/index.js', import.meta.url).href);
  const build = await building;
  const built = build.entry.module as unknown as {
    readonly visitContext: typeof visitContext;
    readonly createRequestHandler: typeof createRequestHandler;
  };
  const asked: { name: string; variables: unknown }[] = [];
  const faults: unknown[] = [];
  let kept: CheckoutDraft | undefined;
  const context = built.visitContext({
    graph: scriptedGraph({ ...FRAME, ...options.answers }, asked),
    visitor: visitorOf(options, (draft) => (kept = draft)),
    reader: { orderId: async () => undefined, open: async () => undefined, close: () => '' },
    readersGraph: scriptedGraph({}, asked),
    onFault: (error) => faults.push(error),
    shopUrl: SHOP,
  });
  const answer = await built.createRequestHandler(build, 'production')(requestOf(path, options), context);
  const html = await answer.text();
  if (faults.length > 0) throw new Error(`${path} could not be made`, { cause: faults[0] });
  return { status: answer.status, headers: answer.headers, html, asked, kept };
}

function scriptedGraph(answers: Answers, asked: { name: string; variables: unknown }[]): Graph {
  return { ask, askWhole: ask };

  async function ask<Data, Variables>({ name }: TypedOperation<Data, Variables>, variables: Variables) {
    asked.push({ name, variables });
    const answer = answers[name];
    if (answer === undefined) throw new Error(`The graph of this test does not know ${name}`);
    return (typeof answer === 'function' ? answer(variables as never) : answer) as Data;
  }
}

function visitorOf(
  { person, draft }: VisitOptions,
  keep: (draft: CheckoutDraft | undefined) => void,
): Visitor {
  return {
    person: async () => person,
    signIn: async () => 'depachika=new',
    signOut: async () => 'depachika=; Max-Age=0',
    draft: async () => ({ key: 'draft', ...draft }),
    keepDraft: async (next) => keep(next),
  };
}

function requestOf(path: string, { form }: VisitOptions): Request {
  const url = `http://127.0.0.1${path}`;
  return form ? new Request(url, { method: 'POST', body: new URLSearchParams(form) }) : new Request(url);
}
