import { describe, expect, it } from 'vitest';
import { isProduction, readProcessConfig, readRpcClientConfig, readServiceConfig } from './config.ts';

const GOOD = {
  DATABASE_URL: 'postgres://orders@127.0.0.1/depachika',
  IDENTITY_KEY_FILE: '/secrets/identity.json',
  TRUSTED_KEYS_FILE: '/secrets/trusted-keys.json',
};
const TLS = { TLS_CERT_FILE: '/tls.crt', TLS_KEY_FILE: '/tls.key', TLS_CA_FILE: '/ca.crt' };
const read = (env: Record<string, string> = {}) => readServiceConfig('orders', { ...GOOD, ...env });

describe('the configuration of a service', () => {
  it('needs little on one machine: usual ports, plain RPC on loopback, parts of the process', () => {
    expect(read()).toMatchObject({
      host: '127.0.0.1',
      httpPort: 9092,
      rpcPort: 9192,
      tls: undefined,
      redisUrl: undefined,
      kafka: undefined,
      testControls: undefined,
      database: { poolSize: 10, statementTimeoutMs: 5_000, lockTimeoutMs: 3_000 },
    });
    expect(read().rpcAddresses).toMatchObject({ users: 'ipv4:127.0.0.1:9203' });
  });

  it('asks a name once and takes addresses together', () => {
    const { rpcAddresses } = read({ USERS_RPC: 'users:9203', INVENTORY_RPC: '10.0.0.1:9205,10.0.0.2:9205' });
    expect(rpcAddresses.users).toBe('dns:///users:9203');
    expect(rpcAddresses.inventory).toBe('ipv4:10.0.0.1:9205,10.0.0.2:9205');
  });

  it('takes Kafka and a Redis cluster', () => {
    const { kafka, redisUrl } = read({
      KAFKA_BROKERS: 'a:9092, b:9092',
      KAFKA_REPLICATION: '3',
      REDIS_URL: 'redis+cluster://a:6379,b:6379',
    });
    expect(kafka).toEqual({ brokers: ['a:9092', 'b:9092'], partitions: 6, replicas: 3, topicPrefix: '' });
    expect(redisUrl).toBe('redis+cluster://a:6379,b:6379');
  });

  it('reads a replica by the same role, unless the address names another', () => {
    const replica = (url: string, primary = 'postgres://orders:secret@primary:5432/shop?sslmode=require') =>
      read({ DATABASE_URL: primary, DATABASE_READ_URL: url }).databaseReadUrl;
    expect(replica('')).toBeUndefined();
    expect(replica('postgres://replica:5433')).toBe(
      'postgres://orders:secret@replica:5433/shop?sslmode=require',
    );
    expect(replica('postgres://reader:other@replica/copy?sslmode=disable')).toBe(
      'postgres://reader:other@replica/copy?sslmode=disable',
    );
  });

  it.each<[string, Record<string, string>]>([
    ['DATABASE_READ_URL', { DATABASE_READ_URL: 'replica:5432' }],
    ['DATABASE_URL', { DATABASE_URL: '' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x/y' }],
    ['IDENTITY_KEY_FILE', { IDENTITY_KEY_FILE: '' }],
    ['TRUSTED_KEYS_FILE', { TRUSTED_KEYS_FILE: '' }],
    ['HTTP_PORT', { HTTP_PORT: '99999' }],
    ['RPC_PORT', { RPC_PORT: 'x' }],
    ['USERS_RPC', { USERS_RPC: 'http://users:9203' }],
    ['USERS_RPC', { USERS_RPC: 'users:9203,others:9203' }],
    ['REDIS_URL', { REDIS_URL: 'http://redis' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'kafka' }],
    ['KAFKA_PARTITIONS', { KAFKA_BROKERS: 'a:1', KAFKA_PARTITIONS: '0' }],
    ['KAFKA_TOPIC_PREFIX', { KAFKA_BROKERS: 'a:1', KAFKA_TOPIC_PREFIX: 'a b' }],
    ['DATABASE_POOL_SIZE', { DATABASE_POOL_SIZE: '0' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['TLS_CA_FILE', { TLS_CERT_FILE: '/tls.crt', TLS_KEY_FILE: '/tls.key' }],
    ['TEST_CONTROLS', { CRASH_AT: 'orders.placeOrder.saved' }],
  ])('names %s when it is wrong: %j', (name, env) => {
    expect(() => read(env)).toThrow(name);
  });

  it('refuses plain RPC that other machines could reach', () => {
    expect(() => read({ HOST: '0.0.0.0' })).toThrow('TLS_CERT_FILE');
    expect(() => read({ NODE_ENV: 'production' })).toThrow('TLS_CERT_FILE');
    expect(read({ HOST: '0.0.0.0', ...TLS }).tls).toBeDefined();
  });

  it('refuses test controls in production', () => {
    expect(() => read({ NODE_ENV: 'production', TEST_CONTROLS: 'on', ...TLS })).toThrow('TEST_CONTROLS');
  });
});

describe('the configuration of one who calls a domain and serves no RPC', () => {
  it('needs nothing on one machine', () => {
    expect(readRpcClientConfig('users', {})).toEqual({ address: 'ipv4:127.0.0.1:9203', tls: undefined });
    expect(readRpcClientConfig('users', { USERS_RPC: '127.0.0.1:9203,127.0.0.1:10203' }).tls).toBeUndefined();
  });

  it('needs a certificate to call another machine', () => {
    for (const USERS_RPC of ['users:9203', '127.0.0.1:9203,10.0.0.1:9203']) {
      expect(() => readRpcClientConfig('users', { USERS_RPC })).toThrow('TLS_CERT_FILE');
      expect(readRpcClientConfig('users', { USERS_RPC, ...TLS }).tls).toEqual({
        certificateFile: '/tls.crt',
        privateKeyFile: '/tls.key',
        authorityFile: '/ca.crt',
      });
    }
  });
});

describe('production', () => {
  it('is known by its exact name, and so is what it is not', () => {
    expect(isProduction({ NODE_ENV: 'production' })).toBe(true);
    for (const NODE_ENV of [undefined, '', 'development', 'test'])
      expect(isProduction({ NODE_ENV })).toBe(false);
  });

  it.each(['Production', 'PRODUCTION', ' production', 'production ', 'prod', 'live', 'staging'])(
    'is not guessed: no shop starts as %j, with the doors of the demo open',
    (NODE_ENV) => {
      expect(() => isProduction({ NODE_ENV })).toThrow('NODE_ENV must hold production');
      expect(() => readProcessConfig({ NODE_ENV, ...GOOD })).toThrow('NODE_ENV must hold production');
    },
  );
});
