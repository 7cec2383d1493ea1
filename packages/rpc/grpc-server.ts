import type { DescMethod } from '@bufbuild/protobuf';
import type { IdentityVerifier } from '@depachika/identity/identity-token.ts';
import { newId } from '@depachika/ids/ids.ts';
import { preferredLanguage } from '@depachika/messages/language.ts';
import { LANGUAGE_HEADER, REQUEST_ID_HEADER } from '@depachika/schema/headers.ts';
import {
  logVerbosity,
  Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  setLogVerbosity,
} from '@grpc/grpc-js';
import type { Logger } from 'pino';
import { GRPC_STATUS } from './grpc-status.ts';
import { type GrpcServerTls, replaceableCredentials } from './replaceable-credentials.ts';
import { type RpcContext, RpcError, type RpcRoute } from './rpc.ts';
import { answerUnary } from './unary-server.ts';

export interface ServeGrpcOptions {
  readonly routes: readonly RpcRoute[];
  readonly identity: IdentityVerifier;
  readonly logger: Logger;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Without it the connection is plain: loopback only. */
  readonly tls?: GrpcServerTls;
  /** Hands over what takes the place of `tls` while the server runs. */
  readonly tlsRenewals?: (take: (renewed: GrpcServerTls) => void) => void;
  /** How long a connection with TLS lives; default an hour, and up to a tenth more. Our own callers make a new one before. */
  readonly connectionAgeMs?: number;
  /** Largest request; default 4 MiB. */
  readonly maxRequestBytes?: number;
}

export interface GrpcServer {
  readonly port: number;
  /** Lets running calls end, for 5 s at most. */
  close(): Promise<void>;
}

/** Serves the routes as gRPC over HTTP/2. Throws `Port N is in use`. */
export async function serveGrpc(options: ServeGrpcOptions): Promise<GrpcServer> {
  // The library would print to standard error what it also reports here.
  setLogVerbosity(logVerbosity.NONE);
  const host = options.host ?? '127.0.0.1';
  const server = new Server({
    'grpc.max_receive_message_length': options.maxRequestBytes ?? 4 * 1024 * 1024,
    'grpc.enable_channelz': 0,
    ...(options.tls ? connectionAge(options) : {}),
  });
  for (const route of options.routes) addRoute(server, route, options);
  const port = await bind(server, `${host}:${options.port}`, options);
  return { port, close: () => shutDown(server) };
}

const CONNECTION_AGE_MS = 60 * 60 * 1000;
/** For calls that still run then. */
const LAST_CALLS_MS = 60_000;

/** Certificates are looked at when a connection is made: whoever keeps one open gains no more than this. */
function connectionAge({ connectionAgeMs = CONNECTION_AGE_MS }: ServeGrpcOptions) {
  return {
    'grpc.max_connection_age_ms': connectionAgeMs,
    'grpc.max_connection_age_grace_ms': LAST_CALLS_MS,
  };
}

function addRoute(server: Server, route: RpcRoute, options: ServeGrpcOptions): void {
  const methods = route.service.methods.map((method) => [method.name, method] as const);
  server.addService(
    Object.fromEntries(methods.map(([name, method]) => [name, definition(method)])),
    Object.fromEntries(methods.map(([name, method]) => [name, unaryHandler(route, method, options)])),
  );
}

/** Messages stay bytes in here: both transports encode and check them in the same place. */
function definition(method: DescMethod): MethodDefinition<Buffer, Buffer> {
  if (method.methodKind !== 'unary') throw new Error(`${method.name} is not unary`);
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: unchanged,
    requestDeserialize: unchanged,
    responseSerialize: unchanged,
    responseDeserialize: unchanged,
  };
}

const unchanged = (bytes: Buffer): Buffer => bytes;

function unaryHandler(route: RpcRoute, method: DescMethod, options: ServeGrpcOptions) {
  return (call: ServerUnaryCall<Buffer, Buffer>, respond: sendUnaryData<Buffer>): void => {
    contextOf(call, options.identity)
      .then((context) => answerUnary({ route, method, request: call.request, context }, options.logger))
      .then(
        (bytes) => respond(null, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
        (error: RpcError) =>
          respond({ code: GRPC_STATUS[error.code], details: error.message, metadata: new Metadata() }),
      );
  };
}

async function contextOf(
  call: ServerUnaryCall<Buffer, Buffer>,
  identity: IdentityVerifier,
): Promise<RpcContext> {
  const controller = new AbortController();
  call.on('cancelled', () => controller.abort(gaveUp(call)));
  if (call.cancelled) controller.abort(gaveUp(call));
  const token = firstText(call, 'authorization')?.replace(/^Bearer /i, '');
  const caller = await identity.verify(token).catch(() => {
    throw new RpcError('UNAUTHENTICATED', 'This port answers only to a valid identity token');
  });
  const requestId = firstText(call, REQUEST_ID_HEADER);
  const isHarmless = requestId !== undefined && /^[\w.:-]{1,128}$/.test(requestId);
  return {
    caller,
    requestId: isHarmless ? requestId : newId('req'),
    language: preferredLanguage(firstText(call, LANGUAGE_HEADER)),
    signal: controller.signal,
  };
}

/** A caller that gives up at its deadline is heard a moment before the same deadline passes here. */
const DEADLINE_LEEWAY_MS = 100;

function gaveUp(call: ServerUnaryCall<Buffer, Buffer>): RpcError {
  const late = Number(call.getDeadline()) - DEADLINE_LEEWAY_MS <= Date.now();
  return new RpcError(late ? 'DEADLINE_EXCEEDED' : 'CANCELLED', 'The caller does not wait any more');
}

function firstText(call: ServerUnaryCall<Buffer, Buffer>, key: string): string | undefined {
  const value = call.metadata.get(key)[0];
  return typeof value === 'string' ? value : undefined;
}

function bind(server: Server, address: string, options: ServeGrpcOptions): Promise<number> {
  const { port } = options;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials(options), (cause, bound) => {
      if (!cause) return resolve(bound);
      if (!cause.message.includes('EADDRINUSE')) return reject(cause);
      reject(Object.assign(new Error(`Port ${port} is in use`, { cause }), { code: 'PORT_IN_USE' }));
    });
  });
}

function credentials({ tls, tlsRenewals }: ServeGrpcOptions): ServerCredentials {
  return tls ? replaceableCredentials(tls, tlsRenewals) : ServerCredentials.createInsecure();
}

const CLOSE_TIMEOUT_MS = 5_000;

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.forceShutdown(), CLOSE_TIMEOUT_MS);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
