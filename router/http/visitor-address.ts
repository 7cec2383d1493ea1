import { isIP } from 'node:net';
import type { IdentityVerifier } from '@depachika/identity/identity-token.ts';
import { CLIENT_ADDRESS_HEADER, SERVICE_HEADER } from '@depachika/schema/headers.ts';
import { WEB_SERVICE } from '@depachika/schema/services.ts';
import type { FastifyRequest } from 'fastify';

/** The network address of whom a request is made for. */
export type AddressOf = (request: Pick<FastifyRequest, 'headers' | 'ip'>) => Promise<string>;

/**
 * What renders pages in other processes asks for all visitors: it names each one's address and shows who it is. Nobody else is
 * believed. @param services verifies whose word it is; without it the connection decides
 */
export function visitorAddress(services: IdentityVerifier | undefined): AddressOf {
  return async ({ headers, ip }) => {
    const [shown, named] = [headers[SERVICE_HEADER], headers[CLIENT_ADDRESS_HEADER]];
    if (!services || typeof shown !== 'string' || typeof named !== 'string' || !isIP(named)) return ip;
    const caller = await services.verify(shown).catch(() => undefined);
    return caller?.kind === 'service' && caller.service === WEB_SERVICE ? named : ip;
  };
}
