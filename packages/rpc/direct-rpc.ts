import type { DescService } from '@bufbuild/protobuf';
import { readFromPrimary } from '@depachika/database/read-scope.ts';
import type { Caller } from '@depachika/identity/caller.ts';
import type { Logger } from 'pino';
import { type RpcConnector, RpcError, type RpcRoute } from './rpc.ts';
import { type OutgoingCall, unaryClient } from './unary-client.ts';
import { answerUnary } from './unary-server.ts';

/** Every service of one process, by name of contract. */
export interface DirectRpc {
  /** Offers a domain's routes to the others. Throws when a contract is served twice. */
  serve(routes: readonly RpcRoute[], logger: Logger): void;
  /** Clients for one domain; they may be made before the services that they call. */
  connector(caller: Caller): RpcConnector;
}

/** Calls within the process: the same bytes, checks, deadlines and errors as on the network, without one. */
export function directRpc(): DirectRpc {
  const served = new Map<string, { readonly route: RpcRoute; readonly logger: Logger }>();

  return {
    serve(routes, logger) {
      for (const route of routes) {
        const name = route.service.typeName;
        if (served.has(name)) throw new Error(`${name} is served twice`);
        served.set(name, { route, logger });
      }
    },
    connector: (caller) => ({
      client: <S extends DescService>(service: S) => unaryClient(service, caller, send),
    }),
  };

  async function send(call: OutgoingCall): Promise<Uint8Array> {
    const target = served.get(call.service.typeName);
    if (!target) throw new RpcError('UNAVAILABLE', `${call.service.typeName} is not served here`);
    const { method, request, caller, requestId, language, signal } = call;
    const incoming = {
      route: target.route,
      method,
      request,
      context: { caller, requestId, language, signal },
    };
    return readFromPrimary(() => answerUnary(incoming, target.logger));
  }
}
