import { memorySessions } from './memory-sessions.ts';
import { sessionStoreContract } from './testing/session-store.contract.ts';

sessionStoreContract('in this process', async (clock) => ({
  store: memorySessions(clock),
  close: async () => undefined,
}));
