import { type Caller, isStaff } from '@depachika/identity/caller.ts';
import type { PreparedOperation } from '../../operation/operations.ts';
import { errorInNameOf, type PublicResult } from '../../operation/public-errors.ts';
import type { Variables } from '../../operation/variables.ts';
import type { ScopeOwner } from '../request-scope.ts';
import { answerKey, type KeptOperation, keptOperation } from './answer-key.ts';
import { type AnswerMakerOptions, type AskedOperation, makeAnswer, NotKept } from './answer-maker.ts';
import { type AnswerStoreOptions, answerStore } from './answer-store.ts';
import type { KeptAnswer } from './kept-answer.ts';

export interface FoundAnswer {
  readonly kept: KeptAnswer;
  /** `stale`: one of before, since a domain is away. */
  readonly from: 'hit' | 'miss' | 'stale';
}

/** To be answered for this caller alone. */
export interface OwnAnswer {
  /** Absent: not executed yet. */
  readonly result?: PublicResult;
}

export interface KeptAnswers {
  /** @returns what everybody is answered, or something of the caller's own */
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

export interface KeptAnswersOptions extends AnswerStoreOptions, AnswerMakerOptions {
  /** True for who may know of something that a kept answer does not. */
  readonly hasJustWritten: (caller: Caller) => Promise<boolean>;
}

/**
 * Answers of public operations. They are made for nobody, so that nothing of a caller can be in them. Staff see more than
 * others and are always answered by themselves; so is who has just written.
 */
export function createKeptAnswers(options: KeptAnswersOptions): KeptAnswers {
  const store = answerStore(options);
  const operations = new WeakMap<PreparedOperation, { readonly kept: KeptOperation | undefined }>();
  const counts: Record<KeptCount, number> = { hit: 0, miss: 0, stale: 0, bypass: 0 };

  return {
    async answer(prepared, variables, owner) {
      const kept = keptAs(prepared);
      if (!kept) return {};
      if (await isAnsweredAlone(owner.caller, options)) {
        counts.bypass += 1;
        return {};
      }
      return find({ prepared, kept, variables, owner });
    },
    isKept: (prepared) => keptAs(prepared) !== undefined,
    counts: () => counts,
    close: () => store.close(),
  };

  function keptAs(prepared: PreparedOperation): KeptOperation | undefined {
    const known = operations.get(prepared) ?? { kept: keptOperation(prepared) };
    operations.set(prepared, known);
    return known.kept;
  }

  async function find(asked: AskedOperation): Promise<FoundAnswer | OwnAnswer> {
    const key = answerKey(asked.kept, asked.variables, asked.owner.language);
    let isMade = false;
    const make = () => {
      isMade = true;
      return makeAnswer(options, asked);
    };
    try {
      return counted({ kept: await store.get(key, asked.kept, make), from: isMade ? 'miss' : 'hit' });
    } catch (error) {
      if (!(error instanceof NotKept)) throw error;
      return lastOf(key, error) ?? madeFor(asked.owner, error, isMade);
    }
  }

  function lastOf(key: string, { isAway }: NotKept): FoundAnswer | undefined {
    const last = isAway ? store.lastOf(key) : undefined;
    if (last) return counted({ kept: last, from: 'stale' });
    counts.miss += 1;
    return undefined;
  }

  function counted(found: FoundAnswer): FoundAnswer {
    counts[found.from] += 1;
    return found;
  }
}

/**
 * Whoever waited for it asks again, by themselves, and so does who is known. Not where a domain is away: they would wait for it a
 * second time, to hear the same.
 */
function madeFor(
  { caller, requestId }: ScopeOwner,
  { isAway, result, executed }: NotKept,
  isMade: boolean,
): OwnAnswer {
  if (isMade && (isAway || caller.kind === 'anonymous')) return { result };
  if (!isAway) return {};
  const errors = result.errors?.map((error) => errorInNameOf(error, { requestId, executed })) ?? [];
  return { result: { ...result, errors } };
}

async function isAnsweredAlone(
  caller: Caller,
  { hasJustWritten }: Pick<KeptAnswersOptions, 'hasJustWritten'>,
): Promise<boolean> {
  if (caller.kind === 'anonymous') return false;
  return caller.kind === 'service' || isStaff(caller) || hasJustWritten(caller);
}
