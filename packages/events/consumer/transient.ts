import { faultCode } from '@depachika/database/fault-codes.ts';

/**
 * True when the failure says nothing about the work itself: the other side is away, full or shutting down.
 * Such work waits and comes again; it must never use up the attempts of an innocent event.
 */
export function isTransient(error: unknown): boolean {
  const code = faultCode(error);
  return code === 'SERVICE_UNAVAILABLE' || code === 'OVERLOADED';
}
