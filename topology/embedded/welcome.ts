import { demoAccounts } from '@depachika/demo/people.ts';

export interface WelcomeFacts {
  readonly graphqlUrl: string;
  readonly demo: boolean;
  readonly explorer: boolean;
  readonly testControlsUrl: string | undefined;
  readonly readyMs: number;
}

/** What a person who has just started the shop needs to know. */
export function welcome(facts: WelcomeFacts): string {
  const base = facts.graphqlUrl.replace(/\/graphql$/, '');
  const lines = [
    '',
    `Depachika is ready after ${(facts.readyMs / 1000).toFixed(1)} s.`,
    '',
    `  Graph      ${facts.graphqlUrl}   (Apollo Sandbox in a browser)`,
    ...(facts.explorer ? [`  Explorer   ${base}/explorer   (works offline)`] : []),
    ...(facts.testControlsUrl ? [`  Test clock ${facts.testControlsUrl}/clock`] : []),
  ];
  return [...lines, ...(facts.demo ? demoLines(facts.graphqlUrl) : []), '', 'Ctrl-C stops it.', ''].join(
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
