/** JSON that stands in the table. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Where a value goes among the variables of an operation: `input.orderId`, `filter.minPriceYen`. */
export type VariablePath = string;

/** One address may name a thing in two ways: by its id, or by what people call it. */
export interface EitherVariable {
  /** Of an id: `prd_`. */
  readonly prefix: string;
  /** Where an id goes. */
  readonly id: VariablePath;
  /** Where everything else goes. */
  readonly name: VariablePath;
}

export interface PagedQuery {
  /** The list can be read backwards: `before`. */
  readonly backwards: boolean;
}

/** What a request names beside its address and its body. */
export interface RestQuery {
  /** Query parameters by name. A parameter whose variable is a list may be repeated. */
  readonly parameters?: Readonly<Record<string, VariablePath>>;
  /** `limit`, `after` and, where the list can be read backwards, `before`. */
  readonly paged?: PagedQuery;
  /** Names of parameters that say something only together: all of them are given, or none. */
  readonly together?: readonly (readonly string[])[];
  /** Of whole numbers, by name, where the graph takes fewer than its type has. */
  readonly bounds?: Readonly<Record<string, NumberBounds>>;
}

/** Both are taken. */
export interface NumberBounds {
  readonly minimum: number;
  readonly maximum: number;
}

export interface VersionHeader {
  readonly to: VariablePath;
  /** Without it the answer is 428. */
  readonly required: boolean;
}

/** How the result of an operation becomes an answer. */
export interface RestAnswer {
  readonly status: 200 | 201 | 204;
  /** What of `data` is the body, as a path of response keys. Null at its end is 404. */
  readonly at: string;
  /** Null at a path on the way there is a refusal of its own, such as nobody's account. */
  readonly nobody?: string;
  /** What is somebody else's is told as what is not there: 404 in place of 403. */
  readonly hidesOthers?: boolean;
  /** A list: `items`, and of a page its cursors. */
  readonly list?: 'whole' | 'page';
  /** The address of what was made, with fields of the body in braces. */
  readonly location?: string;
  /** The field of the body that is its version: `ETag`. */
  readonly version?: string;
  /** Everybody is answered alike: it has a weak `ETag`, for `If-None-Match`. */
  readonly isPublic?: boolean;
  /** Each event of a subscription, under this name; it lasts until there is no more. */
  readonly event?: string;
}

/** One row: how one trusted operation is asked over HTTP, and how it answers. */
export interface RestOperation {
  /** As generated clients call it. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its parameters in braces: `/v1/orders/{orderId}`. */
  readonly path: string;
  readonly tag: RestTag;
  readonly summary: string;
  /** File of `schema/operations`, without its ending. */
  readonly operation: string;
  /** Somebody has to be signed in, a guest too. For the document; the graph decides. */
  readonly signedIn?: boolean;
  readonly parameters?: Readonly<Record<string, VariablePath | EitherVariable>>;
  readonly query?: RestQuery;
  /** `Idempotency-Key`, without which the answer is 400. So it is with one where a change takes none. */
  readonly idempotencyKey?: VariablePath;
  /** `If-Match`, with the version of what is changed. A change without it refuses the header. */
  readonly ifMatch?: VersionHeader;
  /** The variable that the body is, without what comes from elsewhere. */
  readonly body?: string;
  /** Variables that no client chooses. */
  readonly fixed?: Readonly<Record<VariablePath, Json>>;
  readonly answer: RestAnswer;
}

export type RestTag = 'Catalogue' | 'Delivery' | 'Account' | 'Cart' | 'Orders' | 'Shop';

/** What refuses a mutation, or the request around it. */
export interface RestProblem {
  readonly status: number;
  /** Short, and the same each time. */
  readonly title: string;
}
