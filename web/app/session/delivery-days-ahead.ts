import { createContext } from 'react-router';

/** How many days ahead customers see delivery times, and a list can be asked what comes. */
export const deliveryDaysAhead = createContext<number>(7);
