import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { faultCode } from './fault-codes.ts';
import { DatabaseFault, Overloaded, TransactionTimeout } from './faults.ts';

const coded = (code: string, more: object = {}) =>
  Object.assign(new Error(`secret of ${code}`), { code, ...more });
const named = (name: string) => Object.assign(new Error('secret'), { name });
const statement = (sqlState: string) => {
  const error = new pg.DatabaseError('secret', 1, 'error');
  error.code = sqlState;
  return error;
};
/** What Prisma throws over its adapter: codes of its own, and PostgreSQL's for all else. */
const prisma = (code: string, payload: object) =>
  coded(code, { meta: { driverAdapterError: new DriverAdapterError(payload as never) } });

describe('a fault of something outside', () => {
  it.each<[string, readonly unknown[]]>([
    [
      'SERVICE_UNAVAILABLE',
      [
        ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'].map((code) =>
          coded(code),
        ),
        ...['08000', '08001', '08006', '57P01', '57P02', '57P03', '53100', '25006', '28P01', '3D000'].map(
          statement,
        ),
        coded('ENOENT', { message: 'connect ENOENT /data/.s.PGSQL.5432' }),
        coded('55000', { message: 'database "shop" is not currently accepting connections' }),
        prisma('P2010', {
          kind: 'postgres',
          originalCode: '55000',
          message: 'database "shop" is not currently accepting connections',
        }),
        new Error('Connection terminated unexpectedly'),
        new Error('Connection terminated due to connection timeout'),
        new Error('Client has encountered a connection error and is not queryable'),
        new Error('Cannot use a pool after calling end on the pool'),
        new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]),
        new TypeError('fetch failed', { cause: coded('UND_ERR_SOCKET') }),
        ...['P1001', 'P1017'].map((code) => prisma(code, { kind: 'DatabaseNotReachable' })),
        prisma('P2010', { kind: 'postgres', originalCode: '57P01', message: 'secret' }),
        prisma('P2039', { kind: 'postgres', originalCode: '08006', message: 'secret' }),
        new DriverAdapterError({ kind: 'ConnectionClosed' }),
        Object.assign(named('PrismaClientInitializationError'), { errorCode: 'P1001' }),
        named('MaxRetriesPerRequestError'),
        new Error('Connection is closed.'),
        new Error('LOADING Redis is loading the dataset in memory'),
        named('KafkaJSConnectionError'),
        named('KafkaJSNumberOfRetriesExceeded'),
        coded('UNAVAILABLE'),
      ],
    ],
    [
      'OVERLOADED',
      [
        new Overloaded('users', 'secret'),
        ...['53300', '40001', '40P01'].map(statement),
        ...['P2024', 'P2034', 'P2037'].map((code) => prisma(code, { kind: 'TooManyConnections' })),
        coded('RESOURCE_EXHAUSTED'),
      ],
    ],
    [
      'DEADLINE_EXCEEDED',
      [
        new TransactionTimeout('users.register', 5_000),
        ...['57014', '55P03', '25P03'].map(statement),
        new Error('Query read timeout'),
        prisma('P2010', { kind: 'postgres', originalCode: '57014', message: 'secret' }),
        ...['P1002', 'P1008', 'P2028'].map((code) => coded(code)),
        new Error('Command timed out'),
        named('KafkaJSRequestTimeoutError'),
        new DOMException('secret', 'TimeoutError'),
        coded('DEADLINE_EXCEEDED'),
      ],
    ],
    ['FORBIDDEN', [coded('PERMISSION_DENIED')]],
  ])('is %s', (code, faults) => {
    for (const fault of faults) {
      expect([String(fault), faultCode(fault)]).toEqual([String(fault), code]);
      const wrapped = new Error('reading order ord_1', {
        cause: new DatabaseFault('Statement of orders', fault),
      });
      expect(faultCode(wrapped)).toBe(code);
    }
  });

  it.each<[string, unknown]>([
    ['a statement at a wrong moment', statement('55000')],
    ['a constraint', statement('23505')],
    [
      'a constraint, by Prisma',
      prisma('P2002', { kind: 'UniqueConstraintViolation', originalCode: '23505' }),
    ],
    ['a wrong statement', statement('42703')],
    ['a number that is too large', statement('22003')],
    [
      'a file that is not there',
      coded('ENOENT', { message: "ENOENT: no such file or directory, open '/data/x'" }),
    ],
    ['a mistake in the code', new TypeError('x is not a function')],
    ['a mistake that speaks of connections', coded('BROKEN', { message: 'Connection terminated' })],
    ['what another domain does not know', coded('NOT_FOUND')],
    ['a fault of another domain', coded('INTERNAL')],
    ['a text', 'ECONNREFUSED'],
    ['nothing', undefined],
    ['null', null],
  ])('is not %s', (_, error) => {
    expect(faultCode(error)).toBeUndefined();
  });

  it('is looked for no longer than errors are really wrapped', () => {
    const circle = new Error('a');
    circle.cause = circle;
    expect(faultCode(circle)).toBeUndefined();
  });
});
