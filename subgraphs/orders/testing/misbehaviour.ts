import { RpcError, type RpcRoute } from '@depachika/rpc/rpc.ts';

/** How a method misbehaves once: fails without effect, answers nothing though it had its effect, is delivered twice. */
export type Misbehaviour = 'fails' | 'answerLost' | 'twice';

/** Calls of other domains that go wrong as a test says. */
export interface Misbehaviours {
  /** The next `times` calls of `inventory.reserveStock` and the like misbehave. */
  misbehave(method: string, how: Misbehaviour, times?: number): void;
  /** Methods that were called, in order. */
  readonly calls: readonly string[];
  /** The route as a process reaches it; one that is cut off gets no answer any more. */
  routeFor(process: { readonly isCut: boolean }, route: RpcRoute): RpcRoute;
}

export function createMisbehaviours(): Misbehaviours {
  const planned = new Map<string, { how: Misbehaviour; left: number }>();
  const calls: string[] = [];

  return {
    misbehave(method, how, times = 1) {
      planned.set(method, { how, left: times });
    },
    calls,
    routeFor(process, route) {
      const domain = route.service.typeName.split('.')[1]!;
      const handlers = Object.entries(route.handlers).map(([name, handle]) => [
        name,
        async (request: never, context: never) => {
          if (process.isCut) throw new RpcError('UNAVAILABLE', 'This process is dead');
          return call(`${domain}.${name}`, async () => handle(request, context));
        },
      ]);
      return { service: route.service, handlers: Object.fromEntries(handlers) };
    },
  };

  async function call(method: string, handle: () => Promise<unknown>): Promise<unknown> {
    calls.push(method);
    const misbehaviour = planned.get(method);
    if (!misbehaviour || misbehaviour.left === 0) return handle();
    misbehaviour.left -= 1;
    if (misbehaviour.how === 'fails') throw new RpcError('UNAVAILABLE', `${method} fails`);
    await handle();
    if (misbehaviour.how === 'twice') return handle();
    throw new RpcError('DEADLINE_EXCEEDED', `${method} answers nothing`);
  }
}
