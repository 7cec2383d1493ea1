import { demoAccounts } from '@depachika/demo/people.ts';
import { GRAPHQL_PATH, LOCAL_MAIL_PATH, REST_DOCS_PATH } from '@depachika/schema/paths.ts';

export interface WelcomeDetails {
  readonly graphqlUrl: string;
  /** On loopback; undefined where each process tells its own. */
  readonly metricsUrl: string | undefined;
  readonly demo: boolean;
  /** Mails stay in the shop, and are read there. */
  readonly localMail: boolean;
  /** Then there is neither Sandbox nor explorer. */
  readonly production: boolean;
  /** Where the router listens. */
  readonly host: string;
  readonly testControlsUrl: string | undefined;
  readonly readyMs: number;
}

/** What a person who has just started the shop needs to know. The shop itself comes first: it is what there is to see. */
export function welcome(details: WelcomeDetails): string {
  const { graphqlUrl, metricsUrl, readyMs, testControlsUrl, demo, production, localMail } = details;
  const shop = shopUrl(graphqlUrl);
  const lines = [
    '',
    `Depachika is ready after ${(readyMs / 1000).toFixed(1)} s${production ? ', in production' : ''}.`,
    '',
    ...(production ? productionLines(details) : developmentLines(graphqlUrl)),
    ...(localMail
      ? [`  Mails      ${shop}${LOCAL_MAIL_PATH.slice(1)}   (what the shop would have sent)`]
      : []),
    ...(metricsUrl ? [`  Metrics    ${metricsUrl}`] : []),
    ...(testControlsUrl ? [`  Test clock ${testControlsUrl}/clock`] : []),
  ];
  return [...lines, ...(demo ? demoLines(shop) : ownShopLines()), '', 'Ctrl-C stops it.', ''].join('\n');
}

function developmentLines(graphqlUrl: string): string[] {
  return [
    `  Shop       ${shopUrl(graphqlUrl)}   (日本語, English)`,
    `  Explorer   ${shopUrl(graphqlUrl)}explorer   (the graph, offline, with operations to begin with)`,
    `  Graph      ${graphqlUrl}   (Apollo Sandbox in a browser)`,
    `  REST       ${shopUrl(graphqlUrl)}${REST_DOCS_PATH.slice(1)}   (what can be asked without GraphQL)`,
  ];
}

function productionLines({ graphqlUrl, host }: WelcomeDetails): string[] {
  const isOpen = ['0.0.0.0', '::'].includes(host);
  return [
    `  Shop       ${shopUrl(graphqlUrl)}${isOpen ? '   (and on every address of this machine)' : ''}`,
    `  Graph      ${graphqlUrl}`,
    '  Payments   by the sandbox: no money moves',
  ];
}

/** `GET /` is the shop, on the port of its graph. */
function shopUrl(graphqlUrl: string): string {
  return `${graphqlUrl.slice(0, -GRAPHQL_PATH.length)}/`;
}

/** Nobody but the operator can make the first account with rights. */
function ownShopLines(): string[] {
  return ['', '  An administrator is made with: npm run admin:create -- --email <address>'];
}

function demoLines(shop: string): string[] {
  const { customer, staff, admin } = demoAccounts;
  return [
    '',
    `  Accounts   customer ${customer.email} · staff ${staff.email} · admin ${admin.email}`,
    `             password ${customer.password}`,
    '',
    '  Begin here:',
    '',
    `  1. Open ${shop} and search for どらやき, or dorayaki.`,
    '  2. Put one into the cart and buy it as the customer: by cash on delivery, or by card 4242 4242 4242 4242.',
    '  3. Leave the page of the order open, run npm run demo:drive in a second shell, and watch it come.',
  ];
}
