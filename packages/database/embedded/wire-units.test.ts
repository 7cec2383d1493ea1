import { expect, test } from 'vitest';
import { frontendUnits } from './wire-units.ts';

const STARTUP = Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]);
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

test('a unit is a startup packet, a query, or everything up to Sync', () => {
  const query = message('Q', 'SELECT 1\0');
  const extended = Buffer.concat([message('P', '\0SELECT 1\0'), message('B', 'values'), message('S', '')]);
  expect(read([Buffer.concat([STARTUP, query, extended, query])])).toEqual([STARTUP, query, extended, query]);
});

test('units are whole however the bytes arrive', () => {
  const sent = [
    STARTUP,
    Buffer.concat([message('P', 'one'), message('E', ''), message('S', '')]),
    message('Q', 'two'),
  ];
  const bytes = Buffer.concat(sent);
  expect(read([...bytes].map((byte) => Buffer.from([byte])))).toEqual(sent);
});

test('what has no Sync yet waits', () => {
  expect(read([STARTUP, message('P', 'half')])).toEqual([STARTUP]);
});

test('encryption is declined before the startup packet, and a goodbye ends the connection', () => {
  const heard: string[] = [];
  const take = frontendUnits({
    answer: (bytes) => heard.push(Buffer.from(bytes).toString()),
    unit: () => heard.push('unit'),
    end: () => heard.push('end'),
  });
  take(Buffer.concat([SSL_REQUEST, STARTUP, message('X', '')]));
  expect(heard).toEqual(['N', 'unit', 'end']);
});

function read(chunks: readonly Buffer[]): Buffer[] {
  const units: Buffer[] = [];
  const take = frontendUnits({
    answer: () => undefined,
    unit: (messages) => units.push(Buffer.from(messages)),
    end: () => undefined,
  });
  for (const chunk of chunks) take(chunk);
  return units;
}

function message(type: string, body: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + Buffer.byteLength(body));
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)]);
}
