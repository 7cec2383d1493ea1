import type { Clock } from '@depachika/clock/clock.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import type { Logger } from 'pino';
import type { RouterConfig } from '../../config.ts';
import type { RateLimitStore } from '../rate-limit.ts';
import { type ListRule, listRule } from './list-rule.ts';
import { readManifests } from './manifests.ts';
import { type ListedOperation, OperationListRefused, operationList } from './operation-list.ts';
import { type PersistedOperations, persistedOperations } from './persisted-operations.ts';
import { memoryTexts, type RememberedTexts } from './remembered-texts.ts';
import { unlistedOperations } from './unlisted-operations.ts';

/**
 * What the admission asks about texts: which are known by a name, and which may be asked for. Throws {@link OperationListRefused} for a
 * manifest that cannot be used, and where an empty list is to be enforced.
 */
export function admittedTexts(given: {
  readonly listedOperations?: readonly ListedOperation[];
  readonly rememberedTexts?: RememberedTexts;
  readonly rateLimitStore: RateLimitStore;
  readonly config: Pick<RouterConfig, 'persisted' | 'limits'>;
  readonly metrics: Pick<Metrics, 'counter'>;
  readonly clock: Clock;
  readonly logger: Logger;
}): { readonly persisted: PersistedOperations; readonly listRule: ListRule } {
  const {
    listedOperations = [],
    rememberedTexts: remembered = memoryTexts(),
    config,
    rateLimitStore,
  } = given;
  const { mode, files } = config.persisted;
  const list = operationList([...listedOperations, ...readManifests(files)]);
  if (mode === 'enforce' && list.size === 0)
    throw new OperationListRefused(
      'PERSISTED_OPERATIONS is enforce and no operation is listed: name a manifest in PERSISTED_OPERATIONS_FILES',
    );
  const unlisted = unlistedOperations(given);
  return {
    persisted: persistedOperations({ list, remembered, rateLimitStore, logger: given.logger }),
    listRule: listRule({ mode, list, unlisted, maxTokens: config.limits.operation.tokens }),
  };
}
