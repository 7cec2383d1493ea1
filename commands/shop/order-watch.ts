import { LANGUAGE_HEADER } from '@depachika/schema/headers.ts';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { defineCommand, runCommand } from '../command.ts';
import { READS_PORT, shopGraphqlUrl } from '../shop-location.ts';
import { wholeNumber } from '../values.ts';

const WATCH = `subscription Watch($orderId: ID!, $since: Int!) {
  orderStatusChanged(orderId: $orderId, since: $since) { version from to by occurredAt order { number payments { status } } }
}`;

interface Change {
  readonly version: number;
  readonly to: string;
  readonly by: string;
  readonly order: { readonly number: string; readonly payments: readonly { readonly status: string }[] };
}

const MANY = { from: 0, to: 2 ** 31 - 1 };

export const command = defineCommand({
  name: 'order:watch',
  summary: "prints an order's statuses as they happen",
  description: 'Prints every status of an order, once and in order, as it happens.',
  takes: (command) =>
    command
      .argument('<order id>', 'ord_…')
      .option(
        '--since <version>',
        'go on after this version (default: 0, from the beginning)',
        wholeNumber('--since', MANY),
      )
      .option(
        '--count <number>',
        'stop after so many statuses (default: until no more can follow, or Ctrl-C)',
        wholeNumber('--count', { ...MANY, from: 1 }),
      )
      .option(
        '--url <url>',
        "the shop's GraphQL endpoint, ws:// (default: that of the shop that runs from this folder)",
      ),
  examples: ['TOKEN=<access token> npm run order:watch -- ord_… --count 2'],
  reads: { TOKEN: 'the access token of somebody who may see the order', ...READS_PORT },
  exitCodes: { 0: 'when it was stopped', 1: 'when the order cannot be watched', 2: 'for wrong use' },
  async run({ args: [orderId], options }, running) {
    const { since = 0, count = Number.POSITIVE_INFINITY } = options;
    const client = createClient({
      url: options.url ?? shopGraphqlUrl().replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { [LANGUAGE_HEADER]: 'en', authorization: `Bearer ${process.env.TOKEN ?? ''}` },
    });
    const changes = client.iterate<{ orderStatusChanged: Change }>({
      query: WATCH,
      variables: { orderId, since },
    });
    running.untilCtrlC().addEventListener('abort', () => changes.return?.());
    let left = count;
    try {
      for await (const { data, errors } of changes) {
        if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
        if (data) console.log(inOneLine(data.orderStatusChanged));
        left -= 1;
        if (left <= 0) break;
      }
    } finally {
      await client.dispose();
    }
  },
  explain: (error) => `The order cannot be watched: ${describe(error)}`,
});

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

if (import.meta.main) await runCommand(command);
