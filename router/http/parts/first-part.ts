import { withLanguage } from '@depachika/messages/language.ts';
import type { DeferredExecution } from '../../execution/deferred/deferred-answers.ts';
import type { FederatedExecutor } from '../../execution/federated-executor.ts';
import type { OpenScope, ScopeOwner } from '../../execution/request-scope.ts';
import type { PublicResult } from '../../operation/public-errors.ts';
import type { WantedParts } from '../apollo-admission.ts';

export interface FirstPartOptions {
  readonly executor: Pick<FederatedExecutor, 'executeInParts'>;
  readonly owner: ScopeOwner;
  readonly openScope: OpenScope;
}

/**
 * Executes an operation for a client that takes its answer in parts. Its time goes on until the last of them, and ends when its
 * client has left: then subgraphs are asked nothing more.
 * @returns what comes at once, and notes in `wanted` what comes later
 */
export async function firstPart(
  execution: Omit<DeferredExecution, 'scope'>,
  wanted: WantedParts,
  { executor, owner, openScope }: FirstPartOptions,
): Promise<PublicResult> {
  const { end, ...opened } = await openScope(owner);
  const { over } = wanted;
  if (over.aborted) end();
  else over.addEventListener('abort', end, { once: true });
  const scope = { ...opened, signal: AbortSignal.any([opened.signal, over]) };
  const answer = await withLanguage(scope.language, () => executor.executeInParts({ ...execution, scope }));
  if (answer.begun.length > 0) wanted.answer = answer;
  return answer.first;
}
