import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { type PublicError, routerError } from '../operation/public-errors.ts';

/** Why a stream ends though more would come. After each of them clients may ask again. */
export type StreamLoss =
  | 'GOING_AWAY'
  | 'SESSION_REVOKED'
  | 'SLOW_CONSUMER'
  | 'SUBGRAPH_UNAVAILABLE'
  | 'TOKEN_EXPIRED'
  | 'TOO_MANY_SOCKETS';

/** The same as an error, for clients that are told by one. */
export function lossError(loss: StreamLoss): PublicError {
  switch (loss) {
    case 'TOKEN_EXPIRED':
      return routerError('TOKEN_EXPIRED', shared.token.TOKEN_EXPIRED);
    case 'SESSION_REVOKED':
      return routerError('UNAUTHENTICATED', shared.token.UNAUTHENTICATED);
    case 'SUBGRAPH_UNAVAILABLE':
      return routerError('SUBGRAPH_UNAVAILABLE', shared.partAway);
    case 'GOING_AWAY':
    case 'SLOW_CONSUMER':
    case 'TOO_MANY_SOCKETS':
      return routerError('SERVICE_UNAVAILABLE', shared.faults.SERVICE_UNAVAILABLE);
  }
}
