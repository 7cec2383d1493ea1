import { data, type LoaderFunctionArgs } from 'react-router';
import { MyDataExport } from '../../../generated/operations/my-data-export.ts';
import { MyOrders } from '../../../generated/operations/my-orders.ts';
import { MyPoints } from '../../../generated/operations/my-points.ts';
import { type Graph, graphOfVisit } from '../../graph/graph.ts';
import { languageOf } from '../../messages/language.ts';
import { signedIn } from '../../session/signed-in.ts';
import { visitor } from '../../session/visitor.ts';

/** All that the shop holds of who is signed in, as a file. Half of it is no answer: a domain that is away makes it 503. */
export async function loader({ context, params }: LoaderFunctionArgs): Promise<Response> {
  await signedIn(context.get(visitor), languageOf(params), '/account/data');
  const graph = context.get(graphOfVisit);
  const [{ me }, orders, points] = await Promise.all([
    graph.ask(MyDataExport, {}),
    whole((after) => ordersAfter(graph, after)),
    whole((after) => pointsAfter(graph, after)),
  ]);
  if (!me) throw data(null, { status: 503 });
  const file = { ...(JSON.parse(me.dataExport) as object), orders, points };
  return new Response(`${JSON.stringify(file, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="depachika-data.json"',
      'cache-control': 'no-store',
    },
  });
}

const PAGE = 20;
/** The most pages of one list; what is behind them is told by `isWhole`. */
const MOST_PAGES = 200;

interface Page {
  readonly nodes: readonly object[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function ordersAfter(graph: Graph, after: string | null): Promise<Page | null | undefined> {
  return (await graph.ask(MyOrders, { first: PAGE, after })).me?.orders;
}

async function pointsAfter(graph: Graph, after: string | null): Promise<Page | null | undefined> {
  return (await graph.ask(MyPoints, { first: PAGE, after })).me?.points?.entries;
}

async function whole(read: (after: string | null) => Promise<Page | null | undefined>) {
  const entries: object[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await read(after);
    if (!page) throw data(null, { status: 503 });
    entries.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return { isWhole: true, entries };
    after = page.pageInfo.endCursor;
  }
  return { isWhole: false, entries };
}
