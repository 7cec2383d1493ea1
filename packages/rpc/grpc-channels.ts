import { Client, type ClientOptions, credentials } from '@grpc/grpc-js';

/** PEM files' contents. */
export interface GrpcClientTls {
  readonly serverAuthority: Buffer;
  /** Our own certificate, when servers ask for one. */
  readonly certificate?: Buffer;
  readonly privateKey?: Buffer;
}

/** Where a service answers. All places with one address are one service. */
export interface GrpcPlace {
  readonly address: string;
  /** The name in its certificate; default: the host of its address. */
  readonly serverName: string | undefined;
}

/** A connection to every machine behind one address, and how many calls run on it. */
interface Channel {
  readonly client: Client;
  readonly madeMs: number;
  calls: number;
}

export interface GrpcChannels {
  /** Runs a call on the channel to this place, which stays open until the call has ended. */
  use<Answer>(place: GrpcPlace, call: (channel: Client) => Promise<Answer>): Promise<Answer>;
  /** Later calls go over connections made with this. */
  renew(tls: GrpcClientTls): void;
  close(): void;
}

export interface GrpcChannelsOptions {
  readonly tls: GrpcClientTls | undefined;
  readonly settings: ClientOptions;
  /** After which a new connection is made, with TLS. */
  readonly ageMs: number;
}

/**
 * Channels that are made at their first call. One that is too old, or was made with a certificate that has been renewed, takes
 * no further call and is closed after its last: a server that ended it would lose what is on its way.
 */
export function grpcChannels({ tls: first, settings, ageMs }: GrpcChannelsOptions): GrpcChannels {
  const open = new Map<string, Channel>();
  let tls = first;
  return {
    async use(place, call) {
      const channel = channelTo(place);
      channel.calls += 1;
      try {
        return await call(channel.client);
      } finally {
        channel.calls -= 1;
        if (open.get(place.address) !== channel) closeWhenUnused(channel);
      }
    },
    renew(renewed) {
      tls = renewed;
      for (const address of open.keys()) retire(address);
    },
    close() {
      for (const { client } of open.values()) client.close();
      open.clear();
    },
  };

  function channelTo({ address, serverName }: GrpcPlace): Channel {
    const known = open.get(address);
    if (known && (!tls || performance.now() - known.madeMs < ageMs)) return known;
    retire(address);
    const client = new Client(address, credentialsOf(tls), {
      ...settings,
      ...(serverName
        ? { 'grpc.ssl_target_name_override': serverName, 'grpc.default_authority': serverName }
        : {}),
      // Otherwise the library gives a new channel the connection of the one before.
      'grpc.use_local_subchannel_pool': 1,
    });
    const channel = { client, madeMs: performance.now(), calls: 0 };
    open.set(address, channel);
    return channel;
  }

  function retire(address: string): void {
    const channel = open.get(address);
    open.delete(address);
    if (channel) closeWhenUnused(channel);
  }
}

function closeWhenUnused({ client, calls }: Channel): void {
  if (calls === 0) client.close();
}

function credentialsOf(tls: GrpcClientTls | undefined) {
  if (!tls) return credentials.createInsecure();
  return credentials.createSsl(tls.serverAuthority, tls.privateKey, tls.certificate);
}
