import type { DescService } from '@bufbuild/protobuf';
import type { Caller } from '@depachika/identity/caller.ts';
import type { IdentitySigner } from '@depachika/identity/identity-token.ts';
import { REQUEST_ID_HEADER } from '@depachika/schema/headers.ts';
import {
  type ChannelCredentials,
  Client,
  credentials as channelCredentials,
  experimental,
  Metadata,
} from '@grpc/grpc-js';
import { rpcErrorOf } from './grpc-status.ts';
import { replaceableCertificate } from './replaceable-certificate.ts';
import { type RpcConnector, RpcError } from './rpc.ts';
import { type OutgoingCall, unaryClient } from './unary-client.ts';

/** PEM files' contents. */
export interface GrpcClientTls {
  readonly serverAuthority: Buffer;
  /** Our own certificate, when servers ask for one. */
  readonly certificate?: Buffer;
  readonly privateKey?: Buffer;
}

export interface GrpcConnectorOptions {
  /** `host:port` by contract (`depachika.inventory.v1.InventoryService`). All addresses of a name share the calls. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly caller: Caller;
  readonly signer: IdentitySigner;
  /** Without it connections are plain: loopback only. */
  readonly tls?: GrpcClientTls;
  /** Hands over what takes the place of `tls` while the connector is used. */
  readonly tlsRenewals?: (take: (renewed: GrpcClientTls) => void) => void;
  /** The name that a contract's server must have in its certificate, by contract; default: the host of its address. */
  readonly serverNames?: Readonly<Record<string, string>>;
  /** Largest response; default 4 MiB. */
  readonly maxResponseBytes?: number;
}

export interface GrpcConnector extends RpcConnector {
  close(): void;
}

/** Calls other services by gRPC, over one connection per address that is made at the first call. */
export function grpcConnector(options: GrpcConnectorOptions): GrpcConnector {
  const channels = new Map<string, Client>();
  const credentials = credentialsOf(options);
  return {
    client: <S extends DescService>(service: S) => unaryClient(service, options.caller, send),
    close() {
      for (const channel of channels.values()) channel.close();
      channels.clear();
    },
  };

  async function send(call: OutgoingCall): Promise<Uint8Array> {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${await options.signer.sign(call.caller)}`);
    metadata.set(REQUEST_ID_HEADER, call.requestId);
    return unaryRequest(channelOf(call.service.typeName), call, metadata);
  }

  function channelOf(contract: string): Client {
    const address = options.addresses[contract];
    if (!address) throw new RpcError('UNAVAILABLE', `No address is configured for ${contract}`);
    const known = channels.get(address);
    if (known) return known;
    const serverName = options.serverNames?.[contract];
    const channel = new Client(address, credentials, {
      ...(serverName
        ? { 'grpc.ssl_target_name_override': serverName, 'grpc.default_authority': serverName }
        : {}),
      'grpc.max_receive_message_length': options.maxResponseBytes ?? 4 * 1024 * 1024,
      'grpc.service_config': '{"loadBalancingConfig":[{"round_robin":{}}]}',
      'grpc.keepalive_time_ms': 30_000,
      // A service that was started again is called again soon.
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1_000,
      'grpc.enable_channelz': 0,
    });
    channels.set(address, channel);
    return channel;
  }
}

function credentialsOf({ tls, tlsRenewals }: GrpcConnectorOptions): ChannelCredentials {
  if (!tls) return channelCredentials.createInsecure();
  const provider = replaceableCertificate(partsOf(tls));
  tlsRenewals?.((renewed) => provider.replace(partsOf(renewed)));
  return experimental.createCertificateProviderChannelCredentials(
    provider,
    tls.certificate ? provider : null,
  );
}

function partsOf({ serverAuthority, ...own }: GrpcClientTls) {
  return { ...own, authority: serverAuthority };
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
