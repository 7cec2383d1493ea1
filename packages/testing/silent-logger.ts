import { pino } from 'pino';

/** For tests that look at no log line. */
export const silent = pino({ level: 'silent' });
