/**
 * The frames of a socket that carries all subscriptions of one router process to one replica of a domain: JSON texts. An
 * id is the router's, counts up from 1 and is never used twice on a socket. Why not another protocol is in
 * docs/decisions/0019-subscription-sockets.md.
 */

/** Named when the socket is asked for: another version of the frames has another name. */
export const SUBSCRIPTION_PROTOCOL = 'depachika.subscriptions.v1';

/** Events that a domain sends of one subscription before it hears that the router's reader has taken some. */
export const EVENT_WINDOW = 32;

/** What a domain's process says as it closes a socket because it stops: ask another replica. */
export const GOING_AWAY = 1001;

export type RouterFrame =
  | OpenFrame
  /** The reader of this subscription has taken so many events more. */
  | { readonly kind: 'taken'; readonly id: number; readonly events: number }
  /** Nobody reads it any more: nothing else is sent under this id. */
  | { readonly kind: 'close'; readonly id: number };

/** Asks for a subscription in the name of the caller whom the token tells. */
export interface OpenFrame {
  readonly kind: 'open';
  readonly id: number;
  readonly identityToken: string;
  /** Of the log, on both sides. */
  readonly requestId?: string | undefined;
  /** `ja` or `en`, what texts for people are in. */
  readonly language?: string | undefined;
  /** A larger event breaks its subscription, and no other. */
  readonly maxEventBytes: number;
  /** As the body of an HTTP request. */
  readonly body: {
    readonly query: string;
    readonly variables?: Readonly<Record<string, unknown>> | undefined;
    readonly operationName?: string | undefined;
  };
}

export type DomainFrame =
  /** Admitted: events follow. */
  | { readonly kind: 'opened'; readonly id: number }
  /** Refused by the graph, with its only answer. */
  | { readonly kind: 'answered'; readonly id: number; readonly result: object }
  /** Refused before the graph was asked, as an HTTP request would be with this status. */
  | { readonly kind: 'refused'; readonly id: number; readonly status: number; readonly reason: string }
  | { readonly kind: 'next'; readonly id: number; readonly result: object }
  /** The history has ended: nothing can follow. */
  | { readonly kind: 'completed'; readonly id: number }
  /** It cannot go on; another one from the last version can. */
  | { readonly kind: 'broken'; readonly id: number; readonly reason: string };
