import { type AddressInfo, createServer, type Socket } from 'node:net';
import { newId } from '@depachika/ids/ids.ts';
import { SMTPServer } from 'smtp-server';

/** A mail server on loopback that keeps what it was given. */
export async function mailServer(port = 0) {
  const messages: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onRcptTo({ address }, _session, done) {
      if (address.startsWith('nobody@'))
        return done(Object.assign(new Error('No such box'), { responseCode: 550 }));
      if (address.startsWith('full@')) return done(Object.assign(new Error('Later'), { responseCode: 452 }));
      done();
    },
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        messages.push(Buffer.concat(parts).toString());
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: own } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${own}`,
    port: own,
    messages,
    /** The ids that mails carry, as they arrived. */
    ids: () => messages.map((message) => /^Message-ID: <(mai_[^@]+)@/m.exec(message)?.[1]),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** A mail server that takes a mail whole, and hangs up instead of answering. */
export async function silentMailServer() {
  let taken = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let isData = false;
    socket.on('error', () => undefined);
    socket.write('220 loopback\r\n');
    socket.on('data', (bytes) => {
      if (isData) {
        if (!bytes.toString().endsWith('\r\n.\r\n')) return;
        taken += 1;
        socket.destroy();
        return;
      }
      isData = bytes.toString().startsWith('DATA');
      socket.write(isData ? '354 go on\r\n' : '250 yes\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: () => taken,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A fact as the log tells it. */
export function fact(name: string, data: Record<string, unknown>, time = '2026-11-26T03:00:00.000Z') {
  const [domain] = name.split('.');
  return {
    specversion: '1.0' as const,
    id: newId('evt'),
    source: `/depachika/${domain}`,
    type: `depachika.${name}.v1`,
    subject: String(data.orderId ?? data.mailId ?? data.userId),
    time,
    datacontenttype: 'application/json' as const,
    partitionkey: 'key',
    aggregateversion: 1,
    data,
  };
}
