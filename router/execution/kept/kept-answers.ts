import type { Cache } from '@depachika/cache/cache.ts';
import { memoryCache } from '@depachika/cache/memory-cache.ts';
import type { Clock } from '@depachika/clock/clock.ts';
import { anonymous, type Caller, isStaff } from '@depachika/identity/caller.ts';
import type { PubSub } from '@depachika/pubsub/pubsub.ts';
import { ANSWERS_CACHE, PUBLIC_DATA_CHANGED } from '@depachika/schema/channels.ts';
import { codesOf, type ErrorCode } from '@depachika/schema/error-outcomes.ts';
import type { PreparedOperation } from '../../operation/operations.ts';
import type { PublicResult } from '../../operation/public-errors.ts';
import type { Variables } from '../../operation/variables.ts';
import type { FederatedExecutor } from '../federated-executor.ts';
import { type OpenScope, type ScopeOwner, withScope } from '../request-scope.ts';
import { answerKey, answerTag, type KeptOperation, keptOperation } from './answer-key.ts';
import { staleAnswers } from './stale-answers.ts';

/** An answer that everybody gets alike, as it is sent. */
export interface KeptAnswer {
  /** `{"data":…}` and a line's end. */
  readonly text: string;
  /** Of the text, without quotes. */
  readonly tag: string;
  /** When it was made. */
  readonly atMs: number;
  readonly maxAgeMs: number;
}

export interface FoundAnswer {
  readonly kept: KeptAnswer;
  /** `stale`: one of before, since a domain is away. */
  readonly from: 'hit' | 'miss' | 'stale';
}

/** Executed for this caller, and not kept. */
export interface OwnAnswer {
  /** Absent: not executed yet. */
  readonly result?: PublicResult;
}

export interface KeptAnswers {
  /** @returns what this caller is answered: what everybody is, or something of their own */
  answer(
    prepared: PreparedOperation,
    variables: Variables,
    owner: ScopeOwner,
  ): Promise<FoundAnswer | OwnAnswer>;
  /** True of an operation of which answers are kept. */
  isKept(prepared: PreparedOperation): boolean;
  counts(): Readonly<Record<KeptCount, number>>;
  close(): Promise<void>;
}

export const KEPT_COUNTS = ['hit', 'miss', 'stale', 'bypass'] as const;
type KeptCount = (typeof KEPT_COUNTS)[number];

export interface KeptAnswersOptions {
  readonly executor: Pick<FederatedExecutor, 'execute'>;
  readonly openScope: OpenScope;
  /** True for who may know of something that a kept answer does not. */
  readonly hasJustWritten: (caller: Caller) => Promise<boolean>;
  /** Tells of drops, as {@link PUBLIC_DATA_CHANGED} says. */
  readonly pubSub?: PubSub | undefined;
  /** Of all routers: domains drop in it what they change. Closed by whoever made it. */
  readonly shared?: Cache | undefined;
  /** True when domains run elsewhere: what they change may be told late, or not at all. */
  readonly changesMayBeLost: boolean;
  /** Bytes of answers in this process, and as many again of stale ones. */
  readonly maxBytes: number;
  /** Larger answers are not kept. */
  readonly answerBytes: number;
  readonly clock: Clock;
}

/** Where changes may be lost, this process believes its own memory for so long alone: then it asks the shared cache again. */
export const NEAR_MS = 1_000;
/** The tag of all answers. */
const EVERYTHING = '*';

/**
 * Answers of public operations. They are made for nobody: executed as somebody unknown, at the primary, so that nothing of the
 * caller can be in them. Staff see more than others and are always answered by themselves; so is who has just written.
 */
export function createKeptAnswers(options: KeptAnswersOptions): KeptAnswers {
  const { clock, shared, pubSub, maxBytes } = options;
  const near = memoryCache({ clock, prefix: ANSWERS_CACHE, maxBytes, random: () => 0 });
  const stale = staleAnswers({ clock, maxBytes });
  const nearMs = shared || options.changesMayBeLost ? NEAR_MS : Number.POSITIVE_INFINITY;
  const operations = new WeakMap<PreparedOperation, { readonly kept: KeptOperation | undefined }>();
  const counts: Record<KeptCount, number> = { hit: 0, miss: 0, stale: 0, bypass: 0 };
  const stop = pubSub?.subscribe(
    PUBLIC_DATA_CHANGED,
    (subgraph) => drop(subgraph),
    () => drop(undefined),
  );

  return {
    async answer(prepared, variables, owner) {
      const kept = keptAs(prepared);
      if (!kept) return {};
      if (await isAnsweredAlone(owner.caller)) {
        counts.bypass += 1;
        return {};
      }
      return find({ prepared, kept, variables, owner });
    },
    isKept: (prepared) => keptAs(prepared) !== undefined,
    counts: () => counts,
    async close() {
      stop?.();
      await near.close();
    },
  };

  function drop(subgraph: string | undefined): void {
    stale.drop(subgraph);
    void near.drop([subgraph ?? EVERYTHING]);
  }

  function keptAs(prepared: PreparedOperation): KeptOperation | undefined {
    const known = operations.get(prepared) ?? { kept: keptOperation(prepared) };
    operations.set(prepared, known);
    return known.kept;
  }

  async function isAnsweredAlone(caller: Caller): Promise<boolean> {
    if (caller.kind === 'anonymous') return false;
    return caller.kind === 'service' || isStaff(caller) || options.hasJustWritten(caller);
  }

  async function find(asked: Asked): Promise<FoundAnswer | OwnAnswer> {
    const { kept, variables, owner } = asked;
    const key = answerKey(kept, variables, owner.language);
    const tags = [EVERYTHING, ...kept.subgraphs];
    const nearTags = [...tags, key];
    const nearTtlMs = Math.min(nearMs, kept.maxAgeMs);
    let isNew = false;
    let own: PublicResult | undefined;
    const make = async () => {
      isNew = true;
      return execute(asked, (result) => {
        own = result;
      });
    };
    // Both together never answer with what is older than the graph allows.
    const sharedTtlMs = kept.maxAgeMs - nearTtlMs;
    const keep = stale.keeper(key, kept.subgraphs);
    const fill = async () => {
      const found =
        shared && sharedTtlMs > 0
          ? await shared.getOrFill(key, { ttlMs: sharedTtlMs, tags }, make)
          : await make();
      keep(found);
      return found;
    };
    const look = () => near.getOrFill(key, { ttlMs: nearTtlMs, tags: nearTags, shared: true }, fill);
    try {
      let answer = await look();
      // One that took long to make was old when it was stored.
      if (!isNew && isOver(answer)) {
        await near.drop([key]);
        answer = await look();
      }
      return counted({ kept: answer, from: isNew ? 'miss' : 'hit' });
    } catch (error) {
      if (!(error instanceof NotKept)) throw error;
      const before = error.isAway ? stale.find(key) : undefined;
      if (before) return counted({ kept: before, from: 'stale' });
      counts.miss += 1;
      // Errors name the request that was executed: whoever else waited for it asks again, by themselves.
      return own && owner.caller.kind === 'anonymous' ? { result: own } : {};
    }
  }

  function isOver({ atMs, maxAgeMs }: KeptAnswer): boolean {
    return clock.now().getTime() - atMs >= maxAgeMs;
  }

  function counted(found: FoundAnswer): FoundAnswer {
    counts[found.from] += 1;
    return found;
  }

  /** Throws `NotKept` for what is not whole. */
  async function execute(
    { prepared, kept, variables, owner }: Asked,
    tell: (result: PublicResult) => void,
  ): Promise<KeptAnswer> {
    const atMs = clock.now().getTime();
    const result = await withScope(options.openScope, { ...owner, caller: anonymous }, (scope) =>
      options.executor.execute(prepared, variables, { ...scope, forEverybody: true }),
    );
    if (!result.data || result.errors) {
      tell(result);
      throw new NotKept(codesOf(result.errors));
    }
    const text = `{"data":${JSON.stringify(result.data)}}\n`;
    if (text.length > options.answerBytes || Buffer.byteLength(text) > options.answerBytes) {
      tell(result);
      throw new NotKept([]);
    }
    return { text, tag: answerTag(text), atMs, maxAgeMs: kept.maxAgeMs };
  }
}

interface Asked {
  readonly prepared: PreparedOperation;
  readonly kept: KeptOperation;
  readonly variables: Variables;
  readonly owner: ScopeOwner;
}

/** Said of an answer with errors, or with parts left out: it is right for this moment alone. */
class NotKept extends Error {
  readonly isAway: boolean;
  constructor(codes: readonly ErrorCode[]) {
    super('An answer is not kept');
    this.isAway = codes.length > 0 && codes.every((code) => AWAY.has(code));
  }
}

/** A domain does not answer; anything else is what it answered. */
const AWAY: ReadonlySet<ErrorCode> = new Set([
  'SUBGRAPH_UNAVAILABLE',
  'SERVICE_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
]);
