import { useEffect } from 'react';
import { isRouteErrorResponse } from 'react-router';
import type { KnownGuest } from '../guest/guests-order.tsx';
import type { ReadOrder } from './read-order.ts';

/** What the page of an order shows. */
export interface OrderShown extends ReadOrder {
  /** It could not be read anew: something may have happened since. */
  readonly isOld: boolean;
  /** Whose order it is, for a guest who looks at it. */
  readonly guest: KnownGuest | null;
  readonly mayErase: boolean;
  /** Names of what is given back for a defect alone, where the order can be given back now; empty where nothing is. */
  readonly defectOnly: string;
}

/** In the browser: what its page showed last. */
let last: OrderShown | undefined;

export function useLastShown(shown: OrderShown): void {
  useEffect(() => {
    last = shown;
  }, [shown]);
}

/** @returns the order, or where the shop cannot be reached what was known of it */
export async function orLastShown(id: string, read: () => Promise<OrderShown>): Promise<OrderShown> {
  try {
    return await read();
  } catch (error) {
    if (last?.order.id === id && isPassing(error)) return { ...last, isOld: true };
    throw error;
  }
}

/** The shop may answer later: neither a way to elsewhere nor the word that there is no such order. */
function isPassing(error: unknown): boolean {
  if (error instanceof Response) return false;
  return !isRouteErrorResponse(error) || error.status >= 500 || error.status === 429;
}
