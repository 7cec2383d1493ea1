import { createClient } from 'graphql-ws';
import { useEffect, useRef, useState } from 'react';
import { useRevalidator } from 'react-router';
import { TrackOrder } from '../../../generated/operations/track-order.ts';
import { TrackShipments } from '../../../generated/operations/track-shipments.ts';

/** `lost` while the page cannot hear of changes; it goes on from the last one it knows. */
export type LiveConnection = 'none' | 'open' | 'lost';

/** Reads the order anew whenever something happens to it. @param version the last change that the page shows */
export function useLiveOrder(orderId: string, version: number): LiveConnection {
  const { revalidate } = useRevalidator();
  const seen = useRef(version);
  const [connection, setConnection] = useState<LiveConnection>('none');

  useEffect(() => {
    seen.current = Math.max(seen.current, version);
  }, [version]);

  useEffect(() => {
    const client = createClient({
      url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      on: {
        connected: () => setConnection('open'),
        closed: (event) => {
          if ((event as CloseEvent).code !== NORMAL) setConnection('lost');
        },
      },
    });
    const stops = [TrackOrder, TrackShipments].map(({ name, query }) =>
      client.subscribe(
        { operationName: name, query, variables: { orderId, since: seen.current } },
        { next: () => void revalidate(), error: () => setConnection('lost'), complete: () => undefined },
      ),
    );
    return () => {
      for (const stop of stops) stop();
      void client.dispose();
    };
  }, [orderId, revalidate]);

  return connection;
}

const NORMAL = 1000;
