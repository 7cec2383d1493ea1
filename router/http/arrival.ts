import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access } from '../admission/access-token.ts';
import type { Admission } from '../admission/admission.ts';
import { isRefusal, type Refusal } from '../admission/refusal.ts';
import type { AddressOf } from './visitor-address.ts';

declare module 'fastify' {
  interface FastifyRequest {
    access: Access | undefined;
    /** Of whom it is made for. */
    address: string;
  }
}

/** Once for a server, before its routes. */
export function decorateArrivals(app: FastifyInstance): void {
  app.decorateRequest('access', undefined);
  app.decorateRequest('address', '');
}

/** Asks the stages of arrival, before a body is read. @returns why it is not let in; otherwise the request knows who asks */
export async function arriveAt(
  request: FastifyRequest,
  { admission, addressOf }: { readonly admission: Admission; readonly addressOf: AddressOf },
): Promise<Refusal | undefined> {
  request.address = await addressOf(request);
  const identity = await admission.identify(request.headers.authorization);
  const access = await admission.arrive({ identity, address: request.address });
  if (isRefusal(access)) return access;
  request.access = access;
  return undefined;
}
