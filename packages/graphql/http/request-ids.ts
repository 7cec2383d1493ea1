import { newId } from '@depachika/ids/ids.ts';

/** The caller's id for this request when it is harmless in a log, otherwise a new one. */
export function harmlessRequestId(given: unknown): string {
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : newId('req');
}
