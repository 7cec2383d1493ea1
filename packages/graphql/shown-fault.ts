import { type FaultCode, faultCode } from '@depachika/database/fault-codes.ts';

/** A fault as callers see it. */
export interface ShownFault {
  readonly code: FaultCode | 'INTERNAL_SERVER_ERROR';
  /** What to do next, and nothing of what drivers say. */
  readonly message: string;
}

/** The same for domains and for the router, on every transport. */
export function shownFault(cause: unknown): ShownFault {
  const code = faultCode(cause) ?? 'INTERNAL_SERVER_ERROR';
  return { code, message: ADVICE[code] };
}

const ADVICE: Readonly<Record<ShownFault['code'], string>> = {
  OVERLOADED: 'Too much is going on, and nothing was done: try again shortly',
  SERVICE_UNAVAILABLE: 'A part of the shop cannot be reached: try again shortly',
  DEADLINE_EXCEEDED: 'A part of the shop took too long: look whether it was done before you try again',
  FORBIDDEN: 'You may not do this',
  INTERNAL_SERVER_ERROR: 'Something went wrong on our side: quote the request id when you ask about it',
};
