import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Language } from '@depachika/messages/language.ts';
import type { ExecutionResult } from 'graphql';
import type { Access } from '../admission/access-token.ts';
import type { Refusal } from '../admission/refusal.ts';

/** A request that has arrived and been read. */
export interface StreamRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** The query of its address. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly access: Access;
  readonly address: string;
  readonly language: Language;
  readonly requestId: string;
}

export interface StreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Readable;
}

/** One subscription that is followed in a form of its own. */
export interface FollowRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
  readonly access: Access;
  readonly address: string;
  readonly language: Language;
  readonly requestId: string;
  /** How an event is told, or what broke: under which name, and what of it. */
  tell(event: ExecutionResult): { readonly name: string; readonly data: object };
}

/** Answers what asks for a stream in place of one answer. */
export interface StreamDoor {
  /** Where one answer is given as well. */
  wants(request: Pick<StreamRequest, 'headers'>): boolean;
  answer(request: StreamRequest): StreamAnswer | Refusal;
  /** Server-Sent Events of one subscription. What refuses it is told before anything is sent; `end` says that there is no more, and never comes after what broke. */
  follow(request: FollowRequest): Promise<StreamAnswer | Refusal>;
}
