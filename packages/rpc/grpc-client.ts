import type { DescService } from '@bufbuild/protobuf';
import type { Caller } from '@depachika/identity/caller.ts';
import type { IdentitySigner } from '@depachika/identity/identity-token.ts';
import { LANGUAGE_HEADER, REQUEST_ID_HEADER } from '@depachika/schema/headers.ts';
import { type Client, type ClientOptions, Metadata } from '@grpc/grpc-js';
import { type GrpcClientTls, grpcChannels } from './grpc-channels.ts';
import { rpcErrorOf } from './grpc-status.ts';
import { type RpcConnector, RpcError } from './rpc.ts';
import { type OutgoingCall, unaryClient } from './unary-client.ts';

export interface GrpcConnectorOptions {
  /** `host:port` by contract (`depachika.inventory.v1.InventoryService`). All addresses of a name share the calls. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly caller: Caller;
  readonly signer: IdentitySigner;
  /** Without it connections are plain: loopback only. */
  readonly tls?: GrpcClientTls;
  /** Hands over what takes the place of `tls` while the connector is used. */
  readonly tlsRenewals?: (take: (renewed: GrpcClientTls) => void) => void;
  /** How long a connection with TLS is used before a new one is made; default half an hour. */
  readonly connectionAgeMs?: number;
  /** The name that a contract's server must have in its certificate, by contract; default: the host of its address. */
  readonly serverNames?: Readonly<Record<string, string>>;
  /** Largest response; default 4 MiB. */
  readonly maxResponseBytes?: number;
}

export interface GrpcConnector extends RpcConnector {
  close(): void;
}

/** Half of what a server allows: no call is on its way when a server ends a connection. */
const CONNECTION_AGE_MS = 30 * 60 * 1000;

/** Calls other services by gRPC, over one connection per address that is made at the first call. */
export function grpcConnector(options: GrpcConnectorOptions): GrpcConnector {
  const { caller, signer, tls, tlsRenewals, connectionAgeMs: ageMs = CONNECTION_AGE_MS } = options;
  const channels = grpcChannels({ tls, ageMs, settings: settingsOf(options) });
  tlsRenewals?.((renewed) => channels.renew(renewed));
  return {
    client: <S extends DescService>(service: S) => unaryClient(service, caller, send),
    close: () => channels.close(),
  };

  async function send(call: OutgoingCall): Promise<Uint8Array> {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${await signer.sign(call.caller)}`);
    metadata.set(REQUEST_ID_HEADER, call.requestId);
    metadata.set(LANGUAGE_HEADER, call.language);
    const contract = call.service.typeName;
    const address = options.addresses[contract];
    if (!address) throw new RpcError('UNAVAILABLE', `No address is configured for ${contract}`);
    const place = { address, serverName: options.serverNames?.[contract] };
    return channels.use(place, (channel) => unaryRequest(channel, call, metadata));
  }
}

function settingsOf({ maxResponseBytes = 4 * 1024 * 1024 }: GrpcConnectorOptions): ClientOptions {
  return {
    'grpc.max_receive_message_length': maxResponseBytes,
    'grpc.service_config': '{"loadBalancingConfig":[{"round_robin":{}}]}',
    'grpc.keepalive_time_ms': 30_000,
    // A service that was started again is called again soon.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1_000,
    'grpc.enable_channelz': 0,
  };
}

function unaryRequest(channel: Client, call: OutgoingCall, metadata: Metadata): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (call.signal.aborted) return reject(call.signal.reason);
    const path = `/${call.service.typeName}/${call.method.name}`;
    const deadline = Date.now() + call.timeoutMs;
    const request = Buffer.from(call.request.buffer, call.request.byteOffset, call.request.byteLength);
    const cancel = () => running.cancel();
    const running = channel.makeUnaryRequest(
      path,
      unchanged,
      unchanged,
      request,
      metadata,
      { deadline },
      (error, bytes) => {
        call.signal.removeEventListener('abort', cancel);
        if (error) reject(rpcErrorOf(error));
        else resolve(bytes!);
      },
    );
    call.signal.addEventListener('abort', cancel, { once: true });
  });
}

const unchanged = (bytes: Buffer): Buffer => bytes;
