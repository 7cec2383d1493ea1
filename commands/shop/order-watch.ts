import { parseArgs } from 'node:util';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const USAGE = `Usage: TOKEN=<access token> npm run order:watch -- <order id> [--since N] [--count N] [--url URL]

Prints every status of an order, once and in order, as it happens.

  --since N   go on after version N (default 0: from the beginning)
  --count N   stop after N statuses (default: until Ctrl-C)
  --url URL   default ws://localhost:8080/graphql, or the PORT of the environment`;

const WATCH = `subscription Watch($orderId: ID!, $since: Int!) {
  orderStatusChanged(orderId: $orderId, since: $since) { version from to by occurredAt order { number payments { status } } }
}`;

interface Change {
  readonly version: number;
  readonly to: string;
  readonly by: string;
  readonly order: { readonly number: string; readonly payments: readonly { readonly status: string }[] };
}

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      since: { type: 'string', default: '0' },
      count: { type: 'string' },
      url: { type: 'string', default: `ws://localhost:${process.env.PORT || 8080}/graphql` },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [orderId] = positionals;
  if (values.help || !orderId) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const client = createClient({
    url: values.url,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${process.env.TOKEN ?? ''}` },
  });
  let left = values.count ? Number(values.count) : Number.POSITIVE_INFINITY;
  try {
    const changes = client.iterate<{ orderStatusChanged: Change }>({
      query: WATCH,
      variables: { orderId, since: Number(values.since) },
    });
    for await (const { data, errors } of changes) {
      if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
      if (data) console.log(inOneLine(data.orderStatusChanged));
      left -= 1;
      if (left <= 0) break;
    }
    return 0;
  } catch (error) {
    console.error(`The order cannot be watched: ${describe(error)}`);
    return 1;
  } finally {
    await client.dispose();
  }
}

function inOneLine({ version, to, by, order }: Change): string {
  return `${version} ${order.number} ${to} by ${by}, payment ${order.payments.map(({ status }) => status).join(', ') || 'none yet'}`;
}

/** graphql-ws rejects with an error, the socket's close event, or the server's list of errors. */
function describe(error: unknown): string {
  if (Array.isArray(error)) return error.map(({ message }) => message).join('; ');
  if (error instanceof Error) return error.message;
  const { code, reason } = error as { code?: number; reason?: string };
  return reason ? `${reason} (${code})` : String(error);
}
