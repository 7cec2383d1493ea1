import type { Attack } from './attack.ts';
import type { Answer, Caller } from './caller.ts';

/** Texts that cost more to understand than to send. */
export function textAttacks(caller: Caller): Attack[] {
  const ask = (name: string, times: number, body: object): Attack => ({
    name,
    times,
    once: async () => outcomeOf(await caller(body)),
  });
  const marks = '\u0301'.repeat(48_000) + '\u0323'.repeat(48_000);
  const nested = (first: number) => {
    const list = (inside: string) => `products(first:${first}){nodes{${inside}}}`;
    return `{${list(`category{path{${list(`category{path{${list('id')}}}`)}}}`)}}`;
  };
  return [
    ask('Lists of 100 below each other, three times', 100, { query: nested(100) }),
    ask('Lists of 50 below each other, three times', 100, { query: nested(50) }),
    ask('A postal code of 96,000 combining marks', 100, {
      query: POSTAL_CODE,
      variables: { code: marks },
    }),
    ask('The same in the text of the query', 50, { query: `{ postalCode(code: "${marks}") { code } }` }),
    ask('A postal code with 40,000 spaces', 100, {
      query: POSTAL_CODE,
      variables: { code: `123${' '.repeat(40_000)}x` },
    }),
    ask('Login with 96,000 combining marks', 50, {
      query: LOGIN,
      variables: { input: { email: `${marks}@example.jp`, password: marks } },
    }),
    ask('Registration with 96,000 combining marks', 50, {
      query: REGISTER,
      variables: { input: { email: 'stranger@example.jp', password: marks, name: marks } },
    }),
  ];
}

const POSTAL_CODE = 'query ($code: String!) { postalCode(code: $code) { code } }';
const LOGIN = 'mutation ($input: LoginInput!) { login(input: $input) { __typename } }';
const REGISTER = 'mutation ($input: RegisterInput!) { register(input: $input) { __typename } }';

function outcomeOf({ data, errors }: Answer): string {
  if (errors?.[0]) return errors[0].extensions.code;
  const [value] = Object.values(data ?? {});
  return value?.__typename ?? JSON.stringify(value);
}
