import type { Subgraph } from '@depachika/domain/subgraph.ts';
import type { DomainName } from '@depachika/schema/services.ts';
import type { FastifyInstance } from 'fastify';
import type { JSONWebKeySet } from 'jose';

/** What `start.ts` makes of the services: all that this topology serves, without knowing any of them. */
export interface ComposedShop {
  readonly subgraphs: Readonly<Record<DomainName, Subgraph>>;
  /** Of a domain's own port, beside its graph. */
  readonly routes: Readonly<Partial<Record<DomainName, (http: FastifyInstance) => void>>>;
  /** Verify the access tokens of the shop's people. */
  readonly accessTokenKeys: () => Promise<JSONWebKeySet>;
  readonly isSessionActive: (sessionId: string) => Promise<boolean>;
  readonly openSessions: (sessionIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Takes what the payment provider tells. */
  readonly paymentWebhook: (request: {
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: Buffer;
  }) => Promise<{ readonly status: number; readonly body: unknown }>;
  /** Answers for the issuer of a card, under `/sandbox/challenges/`. */
  readonly challenges: (request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: Buffer;
  }) => Promise<{
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  }>;
  /** Answers a path under `/images/`. @param noneMatch the request's `if-none-match` */
  readonly pictures: (
    path: string,
    noneMatch?: string,
  ) => Promise<{
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | Buffer;
  }>;
  /** Takes the bytes of a picture, under `/uploads/`. */
  readonly uploads: (request: {
    readonly path: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: AsyncIterable<Uint8Array>;
  }) => Promise<{
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  }>;
  /** Keeps the files that come with operations. */
  readonly files: {
    keep(file: {
      readonly identityToken: string;
      readonly contentType: string;
      readonly body: AsyncIterable<Uint8Array>;
    }): Promise<{ readonly status: number; readonly body: string }>;
    drop(reference: string): Promise<void>;
  };
  /** Answers a path under `/dev/mail`. Undefined where mails leave the shop. */
  readonly localMail:
    | ((path: string) => Promise<{
        readonly status: number;
        readonly headers: Readonly<Record<string, string>>;
        readonly body: string;
      }>)
    | undefined;
}
