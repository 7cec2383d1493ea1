import { createContext } from 'react-router';

/** Where a page tells why it could not be made. */
export const faults = createContext<(error: unknown) => void>();
