import { anonymous } from '@depachika/identity/caller.ts';
import type { RouterLimits } from '../config.ts';
import type { Operations, PreparedOperation } from '../operation/operations.ts';
import { type Access, AccessRefused, type AccessTokenVerifier } from './access-token.ts';
import {
  type Arrival,
  arrivedFrom,
  type Identity,
  refuseAccessToken,
  refuseRate,
  refuseRunningOperations,
} from './arrival-stages.ts';
import {
  type OperationRequest,
  refuseAccess,
  refuseCost,
  refuseFiles,
  refuseIntrospection,
  refuseKind,
  refuseMutationRate,
  refuseText,
  refuseUnplannable,
  refuseVariables,
} from './operation-stages.ts';
import type { ListRule } from './persisted/list-rule.ts';
import type { PersistedOperations } from './persisted/persisted-operations.ts';
import { refuseUnknownText, refuseUnlisted } from './persisted/persisted-stages.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { Refusal } from './refusal.ts';
import {
  refuseTextSize,
  refuseUnknownOperation,
  refuseUnreadableText,
  type TextRequest,
} from './text-stages.ts';

/** One question that a request is asked, whichever way it came. */
export interface Stage<Request> {
  /** As docs/router-pipeline.md names it. */
  readonly name: string;
  refuse(request: Request, given: AdmissionDependencies): Refusal | undefined | Promise<Refusal | undefined>;
}

/** Asked before anything of the request is read. */
const ARRIVAL: readonly Stage<Arrival>[] = [
  { name: 'running operations', refuse: refuseRunningOperations },
  { name: 'rate', refuse: refuseRate },
  { name: 'access token', refuse: refuseAccessToken },
];

/** Asked about the text. Some also find what later stages ask about: the text, the document, the operation. */
const TEXT: readonly Stage<TextRequest>[] = [
  { name: 'persisted text', refuse: refuseUnknownText },
  { name: 'text size', refuse: refuseTextSize },
  { name: 'parse and limits', refuse: refuseUnreadableText },
  { name: 'list of operations', refuse: refuseUnlisted },
  { name: 'choice of operation', refuse: refuseUnknownOperation },
];

/** Asked about the operation, before any plan of it is made. */
const OPERATION: readonly Stage<OperationRequest>[] = [
  { name: 'kind of operation', refuse: refuseKind },
  { name: 'introspection', refuse: refuseIntrospection },
  { name: 'access rights', refuse: refuseAccess },
  { name: 'texts', refuse: refuseText },
  { name: 'rate of mutations', refuse: refuseMutationRate },
  { name: 'variables', refuse: refuseVariables },
  { name: 'files', refuse: refuseFiles },
  { name: 'cost', refuse: refuseCost },
  { name: 'planner', refuse: refuseUnplannable },
];

/** Every stage, in the order in which a request meets them. */
export const STAGE_NAMES: readonly string[] = [...ARRIVAL, ...TEXT, ...OPERATION].map(({ name }) => name);

/** Stages need this beside the request. */
export interface AdmissionDependencies {
  readonly operations: Operations;
  readonly limitRate: RateLimiter;
  readonly limits: RouterLimits;
  readonly production: boolean;
  readonly persisted: PersistedOperations;
  readonly listRule: ListRule;
}

/** One request, with its text or what stands for it, as its transport hands it over. */
export type GraphqlRequest = Omit<OperationRequest, 'prepared'> &
  Pick<TextRequest, 'query' | 'reference' | 'operationName'>;

/** Decides what is let in, with which code and status, for every transport alike. */
export interface Admission {
  /** @param authorization the header's value, or what a socket sent in its place; absent means anonymous */
  identify(authorization: unknown): Promise<Identity>;
  /** For a connection that is asked for, before anything but its address is known: it counts as a request. */
  knock(address: string): Promise<Refusal | undefined>;
  /** For a connection that is opened once and then used for many operations: its token alone is looked at. */
  connect(identity: Identity): Access | Refusal;
  /** For each request, before anything of it is read. */
  arrive(arrival: Arrival): Promise<Access | Refusal>;
  /** For each request that was read; the text that came with a hash is remembered. @returns the operation, ready to be executed */
  admit(request: GraphqlRequest): Promise<PreparedOperation | Refusal>;
}

export function createAdmission(
  given: AdmissionDependencies & { readonly accessTokens: AccessTokenVerifier },
): Admission {
  return {
    async identify(authorization) {
      if (!isHeader(authorization)) return new AccessRefused('UNAUTHENTICATED');
      try {
        return await given.accessTokens.verify(authorization ?? undefined);
      } catch (error) {
        if (error instanceof AccessRefused) return error;
        throw error;
      }
    },
    knock(address) {
      return refuseRate({ identity: { caller: anonymous }, address }, given);
    },
    connect(identity) {
      return refuseAccessToken({ identity }) ?? (identity as Access);
    },
    async arrive(arrival) {
      const refusal = await firstRefusal(ARRIVAL, arrival, given);
      return refusal ?? arrivedFrom(arrival.identity as Access, arrival.address);
    },
    async admit(request) {
      const { query, reference, operationName, caller, address } = request;
      const text: TextRequest = { query, reference, operationName, caller };
      const unread = await firstRefusal(TEXT, text, given);
      if (unread) return unread;
      const prepared = text.prepared!;
      const refusal = await firstRefusal(OPERATION, { ...request, prepared }, given);
      if (refusal) return { ...refusal, operationName: prepared.operation.name?.value };
      if (reference && query) await given.persisted.keep({ reference, query, caller, address });
      return prepared;
    },
  };
}

async function firstRefusal<Request>(
  stages: readonly Stage<Request>[],
  request: Request,
  given: AdmissionDependencies,
): Promise<Refusal | undefined> {
  for (const stage of stages) {
    const answer = stage.refuse(request, given);
    const refusal = answer instanceof Promise ? await answer : answer;
    if (refusal) return refusal;
  }
  return undefined;
}

function isHeader(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}
