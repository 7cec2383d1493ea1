import { likedFormat } from '../lasting/liked-format.ts';
import { MULTIPART, SERVER_SENT_EVENTS, type StreamFormat } from './stream-format.ts';

/**
 * The stream that a client likes best; undefined where it likes one answer better, as clients do that name streams last.
 * @param accept of its request
 */
export function wantedFormat(accept: string | undefined): StreamFormat | undefined {
  return likedFormat(accept, (type, parameters) => {
    if (type === 'text/event-stream') return SERVER_SENT_EVENTS;
    if (type === 'multipart/mixed' && parameters.get('subscriptionspec') === '1.0') return MULTIPART;
    return undefined;
  });
}
