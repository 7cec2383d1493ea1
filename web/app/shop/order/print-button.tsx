import { useSyncExternalStore } from 'react';
import { useOrderMessages } from './use-order-messages.ts';

/** Only there where it works: a browser without scripts prints by its own menu. */
export function PrintButton() {
  const t = useOrderMessages();
  const hasScripts = useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
  if (!hasScripts) return null;
  return (
    <button type="button" className="button quiet" onClick={() => window.print()}>
      {t.printSlip}
    </button>
  );
}
