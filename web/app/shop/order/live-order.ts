import { useEffect, useRef, useState } from 'react';
import { useRevalidator } from 'react-router';
import { TrackOrder } from '../../../generated/operations/track-order.ts';
import { TrackShipments } from '../../../generated/operations/track-shipments.ts';
import { liveClient } from '../../graph/live-client.ts';

/** `lost` while the page cannot hear of changes; it goes on from the last one it knows. */
export type LiveConnection = 'none' | 'open' | 'lost';

/** Reads the order anew whenever something happens to it. @param version the last change that the page shows */
export function useLiveOrder(
  orderId: string,
  { version, as }: { readonly version: number; readonly as: 'visitor' | 'reader' },
): LiveConnection {
  const { revalidate } = useRevalidator();
  const seen = useRef(version);
  const [connection, setConnection] = useState<LiveConnection>('none');

  useEffect(() => {
    seen.current = Math.max(seen.current, version);
  }, [version]);

  useEffect(() => {
    const lost = () => setConnection('lost');
    const client = liveClient({ open: () => setConnection('open'), lost }, as);
    const stops = [TrackOrder, TrackShipments].map(({ name, query }) =>
      client.subscribe(
        { operationName: name, query, variables: { orderId, since: seen.current } },
        { next: () => void revalidate(), error: lost, complete: () => undefined },
      ),
    );
    return () => {
      for (const stop of stops) stop();
      void client.dispose();
    };
  }, [orderId, as, revalidate]);

  return connection;
}
