/** What a client showed when it opened a socket. */
export interface Shown {
  /** The payload of `connection_init`. */
  readonly connectionParams: Readonly<Record<string, unknown>>;
  /** The `authorization` header of the upgrade, which browsers cannot send. */
  readonly header: string | undefined;
  /** The query of the upgrade's URL, which shows up in logs and is no place for a token. */
  readonly query: Readonly<Record<string, string>>;
}

export type ShownToken =
  | { readonly kind: 'nothing' }
  /** Not read yet: whether it is a token, the verifier says. */
  | { readonly kind: 'token'; readonly authorization: unknown }
  | { readonly kind: 'unclear'; readonly problem: string };

/**
 * Finds the access token: in `connectionParams.authorization` or `connectionParams.headers.authorization`, in upper or lower
 * case, or in the header. What is plainly meant as a token and stands elsewhere is a mistake of the client, who would
 * otherwise be anonymous without knowing.
 */
export function shownToken({ connectionParams, header, query }: Shown): ShownToken {
  const headers = valuesOf(connectionParams, 'headers').filter(isRecord);
  const shown = [
    header,
    ...[connectionParams, ...headers].flatMap((each) => valuesOf(each, 'authorization')),
  ];
  const tokens = shown.filter((value) => !isAbsent(value));
  if (new Set(tokens.map(withoutScheme)).size > 1)
    return { kind: 'unclear', problem: 'connectionParams and headers show tokens that differ' };
  if (tokens.length > 0) return { kind: 'token', authorization: tokens[0] };
  const problem = misplacedToken({ connectionParams, query });
  return problem === undefined ? { kind: 'nothing' } : { kind: 'unclear', problem };
}

/** Values of a key in whatever case. */
export function valuesOf(record: Readonly<Record<string, unknown>>, name: string): unknown[] {
  const keys = Object.keys(record).filter((key) => key.length === name.length && key.toLowerCase() === name);
  return keys.map((key) => record[key]);
}

/** Clients write one of these when nobody has signed in. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function withoutScheme(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^bearer +/i, '') : value;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

interface Visit {
  readonly path: string;
  readonly value: unknown;
  /** Whether a key on the way says that a token is below it. */
  readonly named: boolean;
}

/** What a client says about itself takes a few; looking through all that fits into a message would take long. */
const MAX_VALUES = 500;

/** @returns what is wrong where something is named like a token, or looks like one. A list of what to visit stands in for recursion. */
function misplacedToken(roots: Readonly<Record<string, unknown>>): string | undefined {
  const waiting: Visit[] = [{ path: '', value: roots, named: false }];
  let found = 0;
  for (let visit = waiting.pop(); visit; visit = waiting.pop()) {
    const { path, value, named } = visit;
    if (isRecord(value)) {
      const keys = Object.keys(value);
      found += keys.length;
      if (found > MAX_VALUES) return `connectionParams hold more than ${MAX_VALUES} values`;
      for (const key of keys) waiting.push(visitOf(visit, key, value[key]));
    } else if (looksLikeToken(value) || (named && !isAbsent(value) && value !== false))
      return `a token is read from connectionParams.authorization, not from ${path}`;
  }
  return undefined;
}

function visitOf({ path, named }: Visit, key: string, value: unknown): Visit {
  return { path: path === '' ? key : `${path}.${key}`, value, named: named || namesToken(key) };
}

const TOKEN_NAMES = /token|jwt|bearer|authori[sz]ation|authentication|credential|api-?key/;
/** `auth` as a word of its own: `x-auth`, `authKey`, and no `author`. */
const AUTH_WORD = /(?:^|[^a-z])auth(?:[^a-z]|$)/;
/** Forgery tokens say nothing about who somebody is. */
const FORGERY_NAMES = /csrf|xsrf/;

function namesToken(key: string): boolean {
  const name = key.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  return !FORGERY_NAMES.test(name) && (TOKEN_NAMES.test(name) || AUTH_WORD.test(name));
}

const BEARER = /^\s*bearer\s/i;
/** A JSON Web Token begins with `{"` in base64url. */
const JSON_WEB_TOKEN = /^eyJ[\w-]*\.[\w-]*\.[\w-]*$/;

function looksLikeToken(value: unknown): boolean {
  return typeof value === 'string' && (BEARER.test(value) || JSON_WEB_TOKEN.test(value));
}
