import { demoAccounts } from '@depachika/demo/people.ts';

export interface WelcomeDetails {
  readonly graphqlUrl: string;
  readonly demo: boolean;
  readonly explorer: boolean;
  readonly testControlsUrl: string | undefined;
  readonly readyMs: number;
}

/** What a person who has just started the shop needs to know. */
export function welcome(details: WelcomeDetails): string {
  const base = details.graphqlUrl.replace(/\/graphql$/, '');
  const lines = [
    '',
    `Depachika is ready after ${(details.readyMs / 1000).toFixed(1)} s.`,
    '',
    `  Graph      ${details.graphqlUrl}   (Apollo Sandbox in a browser)`,
    ...(details.explorer ? [`  Explorer   ${base}/explorer   (works offline)`] : []),
    ...(details.testControlsUrl ? [`  Test clock ${details.testControlsUrl}/clock`] : []),
  ];
  return [...lines, ...(details.demo ? demoLines(details.graphqlUrl) : []), '', 'Ctrl-C stops it.', ''].join(
    '\n',
  );
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
