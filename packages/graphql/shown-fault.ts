import { type FaultCode, faultCode } from '@depachika/database/fault-codes.ts';
import type { LocalizedText } from '@depachika/messages/localized-text.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';

/** A fault as callers see it. */
export interface ShownFault {
  readonly code: FaultCode | 'INTERNAL_SERVER_ERROR';
  /** What to do next, and nothing of what drivers say. */
  readonly message: LocalizedText;
}

/** The same for domains and for the router, on every transport. */
export function shownFault(cause: unknown): ShownFault {
  const code = faultCode(cause) ?? 'INTERNAL_SERVER_ERROR';
  return { code, message: shared.faults[code] };
}
