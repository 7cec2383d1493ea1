import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { REDACTED, withoutSecrets } from './redaction.ts';
import { currentRequestId, withRequestId } from './request-id.ts';

function listening(options: { pretty?: boolean } = {}) {
  const lines: string[] = [];
  const logger = createLogger({
    service: 'orders',
    destination: { write: (line) => void lines.push(line) },
    ...options,
  });
  return { logger, lines, entries: () => lines.map((line) => JSON.parse(line)) };
}

describe('logger', () => {
  it('puts the service on every line, and the request that the line belongs to', async () => {
    const { logger, entries } = listening();
    logger.info('outside');
    await withRequestId('req_1', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      logger.child({ part: 'saga' }).warn({ orderId: 'ord_1' }, 'inside');
    });
    expect(entries()).toMatchObject([
      { service: 'orders', level: 'info', msg: 'outside' },
      { service: 'orders', level: 'warn', msg: 'inside', requestId: 'req_1', part: 'saga', orderId: 'ord_1' },
    ]);
    expect(entries()[0]).not.toHaveProperty('requestId');
  });

  it('writes no secret, wherever it is nested: fields, bindings, lists, errors', () => {
    const { logger, lines } = listening();
    const error = Object.assign(new Error('refused'), {
      request: { headers: { Authorization: 'Bearer s3cret' } },
    });
    logger.info(
      { headers: { 'set-cookie': 's3cret', accept: 'json' }, list: [{ password: 's3cret' }] },
      'fields',
    );
    logger.info({ deep: { er: { card_number: 's3cret', refreshToken: 's3cret', CVC: 's3cret' } } }, 'deeper');
    logger.child({ token: 's3cret' }).info('bindings');
    logger.error({ err: error }, 'an error');
    logger.error(error);
    expect(lines.join('')).not.toContain('s3cret');
    expect(lines.join('')).toContain('"accept":"json"');
    expect(lines[3]).toContain('refused');
    expect(lines[4]).toContain('refused');
  });

  it('writes for people when asked to', () => {
    const { logger, lines } = listening({ pretty: true });
    withRequestId('req_1', () => logger.info({ password: 's3cret' }, 'ready'));
    expect(lines.join('')).toMatch(/INFO.*\[orders\] \(req_1\) ready/);
    expect(lines.join('')).not.toContain('s3cret');
  });
});

describe('redaction', () => {
  it('leaves alone what holds no secret, and never changes what it was given', () => {
    const plain = { a: [1, { b: 'c' }], at: new Date(0), none: null };
    expect(withoutSecrets(plain)).toBe(plain);
    const secret = { user: { password: 'p', name: 'n' } };
    expect(withoutSecrets(secret)).toEqual({ user: { password: REDACTED, name: 'n' } });
    expect(secret.user.password).toBe('p');
  });

  it('survives an object that contains itself', () => {
    const loop: Record<string, unknown> = { token: 't' };
    loop.self = loop;
    expect(JSON.stringify(withoutSecrets(loop))).not.toContain('"t"');
  });
});

describe('request id', () => {
  it('ends with the request', () => {
    expect(withRequestId('req_1', () => withRequestId(undefined, currentRequestId))).toBeUndefined();
    expect(withRequestId('req_1', currentRequestId)).toBe('req_1');
    expect(currentRequestId()).toBeUndefined();
  });
});
