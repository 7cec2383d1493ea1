import type { GraphQLError } from 'graphql';
import { BOUNDARY, CLOSING, OPENING, partOf } from '../lasting/multipart.ts';

/** How a stream says what it says. */
export interface StreamFormat {
  readonly contentType: string;
  /** Leaves with the head, so that a client knows that it is heard before anything has happened. */
  readonly opening: string;
  /** Says that the connection is alive, and nothing else. */
  readonly heartbeat: string;
  /** @param json an answer @param version of an event, by which its client may go on */
  next(json: string, version: number | undefined): string;
  /** There will be no more. */
  readonly complete: string;
  /** There would be more, and the connection ends all the same. @param reason a code, for who reads along */
  lost(reason: string, error: GraphQLError): string;
}

/** Of graphql-sse: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md */
export const SERVER_SENT_EVENTS: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  opening: ':\n\n',
  heartbeat: ':\n\n',
  next: (json, version) => event('next', json, version),
  complete: event('complete', ''),
  // Clients ask again after an end without `complete`; an event that the protocol does not have would end them for good.
  lost: (reason) => `: ${reason}\n\n`,
};

/** Of events with names of their own, for clients that know nothing of GraphQL. */
export const NAMED_EVENTS: StreamFormat = { ...SERVER_SENT_EVENTS, complete: event('end', '{}') };

export function namedEvent(name: string, json: string, version: number | undefined): string {
  return event(name, json, version);
}

/** Of operations that share one connection: each is named. */
export function nextOf(id: string, json: string): string {
  return event('next', `{"id":${JSON.stringify(id)},"payload":${json}}`);
}

export function completeOf(id: string): string {
  return event('complete', JSON.stringify({ id }));
}

function event(name: string, data: string, version?: number): string {
  const id = version === undefined ? '' : `id: ${version}\n`;
  return `event: ${name}\n${id}data:${data && ` ${data}`}\n\n`;
}

/** Multipart subscriptions, 1.0, as Apollo's clients read them. */
export const MULTIPART: StreamFormat = {
  contentType: `multipart/mixed;boundary="${BOUNDARY}";subscriptionSpec="1.0"`,
  opening: OPENING,
  heartbeat: partOf('{}'),
  next: (json) => partOf(`{"payload":${json}}`),
  complete: CLOSING,
  lost: (_reason, error) => `${partOf(JSON.stringify({ payload: null, errors: [error] }))}${CLOSING}`,
};
