import { DatabaseFault, Overloaded, TransactionTimeout } from '@depachika/database/faults.ts';
import { InsideTransaction, insideTransaction } from '@depachika/database/inside-transaction.ts';
import { anonymous, type Caller, serviceCaller } from '@depachika/identity/caller.ts';
import { currentLanguage, withLanguage } from '@depachika/messages/language.ts';
import type { RpcCode } from '@depachika/schema/error-codes.ts';
import { InventoryService } from '@depachika/schema/generated/proto/depachika/inventory/v1/inventory_pb.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { currentRequestId, withRequestId } from '@depachika/telemetry/request-id.ts';
import { type Logger, pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { GRPC_STATUS } from '../grpc-status.ts';
import {
  type RpcConnector,
  type RpcContext,
  RpcError,
  type RpcHandlers,
  type RpcRoute,
  rpcRoute,
} from '../rpc.ts';

/** Serves `routes` and connects a client of theirs that calls as `caller`. */
export type ConnectRpc = (
  routes: readonly RpcRoute[],
  caller: Caller,
  logger: Logger,
) => Promise<{ readonly connector: RpcConnector; close(): Promise<void> }>;

type Users = typeof UserService;
type GetAddress = RpcHandlers<Users>['getAddress'];

const orders = serviceCaller('orders');
const customer: Caller = {
  kind: 'user',
  userId: 'usr_1',
  sessionId: 'ses_1',
  roles: ['CUSTOMER'],
  scopes: ['a:b'],
};

/** What every transport does alike. */
export function rpcContract(name: string, connect: ConnectRpc): void {
  describe(`RPC, ${name}`, () => {
    const closing: (() => Promise<void>)[] = [];
    afterEach(async () => {
      await Promise.all(closing.splice(0).map((close) => close()));
    });

    it('carries messages there and back', async () => {
      const { client, requests } = await serve(async () => ({
        address: { id: 'adr_1', recipientName: '山田花子', point: { latitude: 35.68, longitude: -0.5 } },
      }));
      const { address } = await client.getAddress({ ownerId: 'usr_1', addressId: 'adr_1' });
      expect(requests[0]).toMatchObject({ ownerId: 'usr_1', addressId: 'adr_1' });
      expect(address).toMatchObject({
        recipientName: '山田花子',
        point: { latitude: 35.68, longitude: -0.5 },
        street: '',
      });
    });

    it('keeps absent what is absent', async () => {
      const { client } = await serve(async () => ({}));
      expect((await client.getAddress({ ownerId: 'usr_1' })).address).toBeUndefined();
    });

    it('never shares a message between caller and callee', async () => {
      const kept = { address: { id: 'adr_1', point: { latitude: 1, longitude: 2 } } };
      const { client } = await serve(async (request) => {
        request.ownerId = 'changed';
        return kept;
      });
      const request = { ownerId: 'usr_1' };
      const response = await client.getAddress(request);
      response.address!.point!.latitude = 99;
      expect([request.ownerId, kept.address.point.latitude]).toEqual(['usr_1', 1]);
    });

    it('tells the handler which service calls', async () => {
      const { client, contexts } = await serve(async () => ({}));
      await client.getAddress({});
      expect(contexts.map((context) => context.caller)).toEqual([orders]);
    });

    it.each([
      ['a service that the contract does not name', serviceCaller('analytics')],
      ['a user, though an administrator', { ...customer, roles: ['ADMIN'] } as Caller],
      ['nobody', anonymous],
    ])('refuses %s before the handler', async (_, caller) => {
      const { client, requests, logged } = await serve(async () => ({}), caller);
      expect((await refusal(client.getAddress({}))).code).toBe('PERMISSION_DENIED');
      expect([requests, logged]).toEqual([[], []]);
    });

    it("carries the request's id into the handler and its log lines", async () => {
      const seen: unknown[] = [];
      const { client, contexts } = await serve(async () => {
        seen.push(currentRequestId());
        return {};
      });
      await withRequestId('req_7', () => client.getAddress({}));
      await client.getAddress({});
      expect([seen[0], contexts[0]!.requestId]).toEqual(['req_7', 'req_7']);
      expect(contexts[1]!.requestId).toMatch(/^req_/);
    });

    it("carries the person's language into the handler, and Japanese where nobody has said any", async () => {
      const seen: unknown[] = [];
      const { client, contexts } = await serve(async () => {
        seen.push(currentLanguage());
        return {};
      });
      await withLanguage('en', () => client.getAddress({}));
      await client.getAddress({});
      expect(seen).toEqual(['en', 'ja']);
      expect(contexts.map(({ language }) => language)).toEqual(['en', 'ja']);
    });

    it.each(Object.keys(GRPC_STATUS) as RpcCode[])(
      'passes %s with its message and without its cause',
      async (code) => {
        const { client } = await serve(async () => {
          throw new RpcError(code, '在庫がありません', { cause: new Error('secret') });
        });
        const error = await refusal(client.getAddress({}));
        expect([error.code, error.message]).toEqual([code, '在庫がありません']);
        expect(String((error.cause as Error | undefined)?.message)).not.toMatch('secret');
      },
    );

    it('masks a fault and logs it with the id of the request', async () => {
      const { client, logged } = await serve(async () => {
        throw new Error('secret of table users');
      });
      const error = await withRequestId('req_8', () => refusal(client.getAddress({})));
      expect(error.code).toBe('INTERNAL');
      expect(error.message).not.toMatch('secret');
      expect(logged).toMatchObject([
        {
          requestId: 'req_8',
          rpc: 'depachika.users.v1.UserService/GetAddress',
          err: { message: 'secret of table users' },
        },
      ]);
    });

    it('reports an overloaded database as RESOURCE_EXHAUSTED', async () => {
      const { client, logged } = await serve(async () => {
        throw new Overloaded('users', 'full');
      });
      expect((await refusal(client.getAddress({}))).code).toBe('RESOURCE_EXHAUSTED');
      expect(logged).toEqual([]);
    });

    it.each([
      ['DEADLINE_EXCEEDED', new TransactionTimeout('users.register', 5_000)],
      ['DEADLINE_EXCEEDED', new DatabaseFault('Statement of users', { code: '57014', message: 'secret' })],
      ['UNAVAILABLE', new DatabaseFault('Statement of users', { code: 'ECONNREFUSED', message: 'secret' })],
      ['UNAVAILABLE', new DatabaseFault('Statement of users', new Error('Connection terminated'))],
      ['INTERNAL', new DatabaseFault('Statement of users', { code: '23505', message: 'secret' })],
    ])('reports a database that fails as %s, and logs why', async (code, failure) => {
      const { client, logged } = await serve(async () => {
        throw failure;
      });
      const error = await refusal(client.getAddress({}));
      expect(error.code).toBe(code);
      expect(error.message).not.toMatch('secret');
      expect(logged).toMatchObject([{ rpc: 'depachika.users.v1.UserService/GetAddress' }]);
    });

    it('ends at the deadline, and tells the handler', async () => {
      const reasons = Promise.withResolvers<RpcError>();
      const { client, requests } = await serve((_, { signal }) => whenAborted(signal, reasons.resolve));
      // On a busy machine a deadline may pass before the call arrives: then a longer one is tried.
      for (let timeoutMs = 30; requests.length === 0; timeoutMs *= 2) {
        expect((await refusal(client.getAddress({}, { timeoutMs }))).code).toBe('DEADLINE_EXCEEDED');
      }
      expect((await reasons.promise).code).toBe('DEADLINE_EXCEEDED');
    });

    it('ends when the caller gives up, and tells the handler', async () => {
      const controller = new AbortController();
      const reasons = Promise.withResolvers<RpcError>();
      const { client } = await serve((_, { signal }) => {
        controller.abort();
        return whenAborted(signal, reasons.resolve);
      });
      expect((await refusal(client.getAddress({}, { signal: controller.signal }))).code).toBe('CANCELLED');
      expect((await reasons.promise).code).toBe('CANCELLED');
    });

    it('does not call for a caller that has already given up', async () => {
      const { client, requests } = await serve(async () => ({}));
      const late = new RpcError('DEADLINE_EXCEEDED', 'late');
      expect((await refusal(client.getAddress({}, { signal: AbortSignal.abort(late) }))).code).toBe(
        'DEADLINE_EXCEEDED',
      );
      expect(requests).toEqual([]);
    });

    it('refuses to be called inside a transaction', async () => {
      const { client, requests } = await serve(async () => ({}));
      const call = insideTransaction('orders.placeOrder', () => client.getAddress({}));
      await expect(call).rejects.toThrow(InsideTransaction);
      expect(requests).toEqual([]);
    });

    it('refuses a request that does not fit the contract', async () => {
      const { client, requests } = await serveStock(1);
      const half = { lines: [{ variantId: 'var_1', quantity: 0.5 }] };
      expect((await refusal(client.reserveStock(half))).code).toBe('INVALID_ARGUMENT');
      expect(requests).toEqual([]);
    });

    it('treats a response that does not fit the contract as a fault', async () => {
      const { client, logged } = await serveStock(2 ** 40);
      expect((await refusal(client.reserveStock({}))).code).toBe('INTERNAL');
      expect(logged).toHaveLength(1);
    });

    it('reports a service that is not served as UNAVAILABLE', async () => {
      const { connector, close } = await connect([], orders, pino({ level: 'silent' }));
      closing.push(close);
      expect((await refusal(connector.client(UserService).getAddress({}))).code).toBe('UNAVAILABLE');
    });

    async function serve(getAddress: GetAddress, caller: Caller = orders) {
      const requests: Parameters<GetAddress>[0][] = [];
      const contexts: RpcContext[] = [];
      const logged: object[] = [];
      const logger = pino({ level: 'error' }, { write: (line) => logged.push(JSON.parse(line) as object) });
      const route = rpcRoute(UserService, {
        getContact: async () => ({}),
        prepareOrderLink: async () => ({}),
        getPostalCodes: async () => ({}),
        getMergedGuests: async () => ({}),
        prepareAccountMail: async () => ({}),
        getAddress: (request, context) => {
          requests.push(request);
          contexts.push(context);
          return getAddress(request, context);
        },
      });
      const { connector, close } = await connect([route], caller, logger);
      closing.push(close);
      return { client: connector.client(UserService), requests, contexts, logged };
    }

    /** A contract with numbers that have a range. */
    async function serveStock(available: number) {
      const requests: object[] = [];
      const logged: object[] = [];
      const logger = pino({ level: 'error' }, { write: (line) => logged.push(JSON.parse(line) as object) });
      const insufficientStock = { shortages: [{ variantId: 'var_1', available }] };
      const route = rpcRoute(InventoryService, {
        ...notServed,
        reserveStock: async (request) => {
          requests.push(request);
          return { result: { case: 'insufficientStock' as const, value: insufficientStock } };
        },
      });
      const { connector, close } = await connect([route], orders, logger);
      closing.push(close);
      return { client: connector.client(InventoryService), requests, logged };
    }
  });
}

const refuse = async (): Promise<never> => {
  throw new RpcError('UNAVAILABLE', 'not served here');
};
const notServed = {
  extendReservation: refuse,
  releaseReservation: refuse,
  getAvailability: refuse,
  getLocations: refuse,
};

function whenAborted(signal: AbortSignal, tell: (reason: RpcError) => void): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => {
      tell(signal.reason as RpcError);
      reject(signal.reason);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}

async function refusal(call: Promise<unknown>): Promise<RpcError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RpcError);
  return error as RpcError;
}
