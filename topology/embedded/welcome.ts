import { demoAccounts } from '@depachika/demo/people.ts';

export interface WelcomeDetails {
  readonly graphqlUrl: string;
  /** On loopback; undefined where each process tells its own. */
  readonly metricsUrl: string | undefined;
  readonly demo: boolean;
  /** Then there is neither Sandbox nor explorer. */
  readonly production: boolean;
  /** Where the router listens. */
  readonly host: string;
  readonly testControlsUrl: string | undefined;
  readonly readyMs: number;
}

/** What a person who has just started the shop needs to know. */
export function welcome(details: WelcomeDetails): string {
  const { graphqlUrl, metricsUrl, readyMs, testControlsUrl, demo, production } = details;
  const lines = [
    '',
    `Depachika is ready after ${(readyMs / 1000).toFixed(1)} s${production ? ', in production' : ''}.`,
    '',
    ...(production ? productionLines(details) : developmentLines(graphqlUrl)),
    ...(metricsUrl ? [`  Metrics    ${metricsUrl}`] : []),
    ...(testControlsUrl ? [`  Test clock ${testControlsUrl}/clock`] : []),
  ];
  return [...lines, ...(demo ? demoLines(graphqlUrl) : ownShopLines()), '', 'Ctrl-C stops it.', ''].join(
    '\n',
  );
}

function developmentLines(graphqlUrl: string): string[] {
  return [
    `  Graph      ${graphqlUrl}   (Apollo Sandbox in a browser)`,
    `  Explorer   ${graphqlUrl.replace(/\/graphql$/, '/explorer')}   (works offline)`,
  ];
}

function productionLines({ graphqlUrl, host }: WelcomeDetails): string[] {
  const isOpen = ['0.0.0.0', '::'].includes(host);
  return [
    `  Graph      ${graphqlUrl}${isOpen ? '   (and on every address of this machine)' : ''}`,
    '  Payments   by the sandbox: no money moves',
  ];
}

/** Nobody but the operator can make the first account with rights. */
function ownShopLines(): string[] {
  return ['', '  An administrator is made with: npm run admin:create -- --email <address>'];
}

function demoLines(graphqlUrl: string): string[] {
  const { customer, staff, admin } = demoAccounts;
  return [
    '',
    `  Accounts   customer ${customer.email} · staff ${staff.email} · admin ${admin.email}`,
    `             password ${customer.password}`,
    '',
    '  Try this:',
    '',
    `  curl -s ${graphqlUrl} -H 'content-type: application/json' -d '{"query":"{ searchProducts(query: \\"どらやき\\", first: 3) { nodes { nameJa minPriceYen variants { id label stock { available } } } } }"}'`,
  ];
}
