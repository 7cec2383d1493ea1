import { createContext, useContext } from 'react';

/** Of the scripts of this answer; browsers run no others. */
export const NonceContext = createContext<string | undefined>(undefined);

export function useNonce(): string | undefined {
  return useContext(NonceContext);
}
