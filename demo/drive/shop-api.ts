import { LANGUAGE_HEADER } from '@depachika/schema/headers.ts';
/** The shop as a client sees it: its public GraphQL endpoint, as a member of staff. */
export interface ShopApi {
  /** @returns the data. Throws {@link ShopRefused} when the answer holds errors. */
  ask<T>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<T>;
}

export class ShopRefused extends Error {
  readonly code: string | undefined;
  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

export interface ShopAccount {
  readonly url: string;
  readonly email: string;
  readonly password: string;
}

/** Signs in at the first question, and again when the session is over. */
export function shopApi(account: ShopAccount): ShopApi {
  let token: string | undefined;

  return {
    async ask<T>(query: string, variables: Readonly<Record<string, unknown>> = {}) {
      token ??= await logIn(account);
      try {
        return await post<T>(account, { query, variables }, token);
      } catch (error) {
        if (!(error instanceof ShopRefused && error.code === 'UNAUTHENTICATED')) throw error;
        token = await logIn(account);
        return post<T>(account, { query, variables }, token);
      }
    },
  };
}

const LOGIN = `mutation DriverLogin($input: LoginInput!) { login(input: $input) {
  __typename ... on LoginSuccess { session { accessToken } } ... on Problem { message } } }`;

interface LoginAnswer {
  readonly login: { readonly session?: { readonly accessToken: string }; readonly message?: string };
}

async function logIn(account: ShopAccount): Promise<string> {
  const { email, password } = account;
  const { login } = await post<LoginAnswer>(account, {
    query: LOGIN,
    variables: { input: { email, password } },
  });
  if (!login.session) throw new ShopRefused(`${email} could not sign in: ${login.message}`, 'LOGIN_REFUSED');
  return login.session.accessToken;
}

const TIMEOUT_MS = 10_000;

async function post<T>(
  { url }: ShopAccount,
  body: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
  token?: string,
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      // Whoever runs a command reads English.
      [LANGUAGE_HEADER]: 'en',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = await answerOf(response);
  const first = answer.errors?.[0];
  if (first) throw new ShopRefused(first.message, first.extensions?.code);
  if (!answer.data) throw new ShopRefused(`${url} answered ${response.status} without data`, undefined);
  return answer.data as T;
}

interface GraphQLAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

async function answerOf(response: Response): Promise<GraphQLAnswer> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new ShopRefused(`${response.url} answered ${response.status} and no GraphQL`, undefined);
  }
}
