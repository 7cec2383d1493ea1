import { useEffect, useRef, useState } from 'react';
import { useRevalidator } from 'react-router';
import { TrackOrder } from '../../../generated/operations/track-order.ts';
import { TrackShipments } from '../../../generated/operations/track-shipments.ts';
import { liveClient } from '../../graph/live-client.ts';

/** `lost` while the page cannot hear of changes; it goes on from the last one it knows. */
export type LiveConnection = 'none' | 'open' | 'lost';

export interface ShownOrder {
  readonly id: string;
  /** The last change that the page shows. */
  readonly version: number;
  /** What is shown could not be read anew. */
  readonly isOld: boolean;
  /** As whom it is read. */
  readonly as: 'visitor' | 'reader';
}

/** Pause of a page that may be behind, until it asks again. */
const AGAIN_MS = 3_000;
/** After which it does not wait for an answer any more. */
const UNANSWERED_MS = 20_000;

/** Reads the order anew whenever something happens to it, and again and again while nobody would tell. */
export function useLiveOrder({ id: orderId, version, isOld, as }: ShownOrder): LiveConnection {
  const { revalidate, state } = useRevalidator();
  const seen = useRef(version);
  const [connection, setConnection] = useState<LiveConnection>('none');
  /** Counts views that the graph ended with an error: each is followed by another. */
  const [failed, setFailed] = useState(0);

  useEffect(() => {
    seen.current = Math.max(seen.current, version);
  }, [version]);

  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    const lost = () => setConnection('lost');
    const client = liveClient({ open: () => setConnection('open'), lost }, as);
    const stops = [TrackOrder, TrackShipments].map(({ name, query }) =>
      client.subscribe(
        { operationName: name, query, variables: { orderId, since: seen.current } },
        {
          next: () => void revalidate(),
          error() {
            lost();
            again ??= setTimeout(() => setFailed((count) => count + 1), AGAIN_MS);
          },
          complete: () => undefined,
        },
      ),
    );
    return () => {
      clearTimeout(again);
      for (const stop of stops) stop();
      void client.dispose();
    };
  }, [orderId, as, revalidate, failed]);

  const isBehind = isOld || connection === 'lost';
  useEffect(() => {
    if (!isBehind) return;
    const timer = setTimeout(() => void revalidate(), state === 'idle' ? AGAIN_MS : UNANSWERED_MS);
    return () => clearTimeout(timer);
  }, [isBehind, state, revalidate]);

  return isBehind ? 'lost' : connection;
}
