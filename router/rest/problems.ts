import { errorMessage } from '@depachika/graphql/errors.ts';
import { type LocalizedText, textOfRequest } from '@depachika/messages/localized-text.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { problemTitle, problemType, statusOfCode } from '@depachika/schema/rest/problem-statuses.ts';
import type { GraphQLFormattedError } from 'graphql';

/** One place of a request that is not as it has to be. */
export interface WrongPlace {
  /** In the body, as a JSON pointer in a fragment: `#/lines/0/quantity`. */
  readonly pointer?: string;
  readonly parameter?: string;
  readonly header?: string;
  /** What it has to be. */
  readonly detail: string;
}

export interface RestProblem {
  readonly status: number;
  /** Of an error, or the name of a problem. */
  readonly code: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly WrongPlace[];
  /** What a client can act on. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** @returns the body of a refusal, as RFC 9457 has it */
export function problemBody(
  { status, code, detail, errors, extensions }: RestProblem,
  requestId: string,
): Readonly<Record<string, unknown>> {
  return {
    ...extensions,
    type: problemType(code),
    title: problemTitle(code),
    status,
    detail,
    code,
    requestId,
    ...(errors && errors.length > 0 ? { errors } : {}),
  };
}

/** How errors of the graph are told. */
export interface ToldErrors {
  readonly errors: readonly Pick<GraphQLFormattedError, 'message' | 'extensions'>[];
  /** What somebody has decided already; 400 is GraphQL's own word for everything. */
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The request has no body that could be wrong. */
  readonly bodiless: boolean;
  /** @returns where the request holds an argument of the graph; nothing is told of one that it does not hold */
  readonly placeOf?: (argument: string) => Omit<WrongPlace, 'detail'>;
}

/** @returns one problem: the first error speaks, the others stand beside it */
export function problemOfErrors({ errors, status, headers, bodiless, placeOf }: ToldErrors): RestProblem {
  const [first = NO_ERROR, ...others] = errors.slice(0, MAX_TOLD).map((error) => told(error, placeOf));
  const { code = 'INTERNAL_SERVER_ERROR', requestId: _, serviceName: __, ...extensions } = first.extensions;
  const { retryAfterSeconds } = extensions;
  const known = status !== undefined && status !== 400 ? status : statusOfCode(String(code));
  const shown = known === 422 && bodiless ? 400 : known;
  return {
    status: shown,
    code: String(code),
    detail: first.detail,
    headers: {
      ...(typeof retryAfterSeconds === 'number' ? { 'retry-after': String(retryAfterSeconds) } : {}),
      ...(shown === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...headers,
    },
    errors: first.isPlaced || others.length > 0 ? [first, ...others].map(({ place }) => place) : [],
    extensions,
  };
}

interface ToldError {
  readonly detail: string;
  readonly place: WrongPlace;
  /** The place is more than its words. */
  readonly isPlaced: boolean;
  readonly extensions: Readonly<Record<string, unknown>>;
}

const NO_ERROR: ToldError = { detail: '', place: { detail: '' }, isPlaced: false, extensions: {} };

/** Who asked over REST knows of no arguments: the place of one is named in its stead. */
function told(
  { message, extensions = {} }: ToldErrors['errors'][number],
  placeOf: ToldErrors['placeOf'],
): ToldError {
  const { field, allowed, ...others } = extensions;
  if (!placeOf || typeof field !== 'string')
    return { detail: message, place: { detail: message }, isPlaced: false, extensions };
  const place = placeOf(field);
  const name = nameOf(place);
  const isDomains = typeof allowed === 'string';
  // GraphQL's own words are about variables and types.
  const words = isDomains ? allowed : errorMessage(shared.allowed.described);
  if (name === undefined && isDomains)
    return { detail: message, place: { detail: words }, isPlaced: false, extensions: others };
  const detail = errorMessage(badValue(name ?? THE_REQUEST, words));
  return { detail, place: { ...place, detail: words }, isPlaced: name !== undefined, extensions: others };
}

/** As developers are told of it. */
const THE_REQUEST = 'The request';

/** @param allowed a domain's words, in the language of this request */
function badValue(field: string, allowed: string): LocalizedText {
  return shared.badValue({ field, allowed: textOfRequest(allowed) });
}

/** @param wrong each with a domain's words, in the language of this request */
export function badFields(
  wrong: readonly { readonly field: string; readonly allowed: string }[],
): LocalizedText {
  return shared.invalidInput(wrong.map(({ field, allowed }) => ({ field, allowed: textOfRequest(allowed) })));
}

/** Nobody is signed in where somebody has to be. */
export function signInFirst(): RestProblem {
  return problemOfErrors({ errors: [accessError('UNAUTHENTICATED')], bodiless: true });
}

/** @param code of a refusal that names what of the graph is not for this caller, who knows of no graph */
export function accessError(code: unknown): GraphQLFormattedError {
  return code === 'UNAUTHENTICATED'
    ? { message: errorMessage(shared.signInFirst), extensions: { code } }
    : { message: errorMessage(shared.notAllowed), extensions: { code } };
}

/** As many places as are told of one request. */
export const MAX_TOLD = 10;

/** What a client sent cannot be understood. */
export function badRequest(wrong: readonly WrongPlace[], status: 400 | 422 = 400): RestProblem {
  const errors = wrong.slice(0, MAX_TOLD);
  return { status, code: 'BAD_USER_INPUT', detail: errors.map(sentenceOf).join('; '), errors };
}

function sentenceOf({ detail, ...place }: WrongPlace): string {
  return `${nameOf(place) ?? THE_REQUEST} ${detail}`;
}

/** As a request names it; nothing of a place that it does not hold. */
export function nameOf({ pointer, parameter, header }: Omit<WrongPlace, 'detail'>): string | undefined {
  return pointer ?? parameter ?? header;
}
