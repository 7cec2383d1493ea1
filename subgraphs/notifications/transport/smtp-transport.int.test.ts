import { afterEach, expect, it } from 'vitest';
import { mailServer, silentMailServer } from '../testing/test-mails.ts';
import { smtpTransport } from './smtp-transport.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const FROM = 'デパチカ <shop@depachika.example>';

function mailTo(email: string, name = '佐藤 花子') {
  const rendered = { subject: 'ご注文', html: '<p>ありがとう</p>', text: 'ありがとう' };
  return { mailId: 'mai_1', customerId: '', to: { name, email }, ...rendered };
}

it('hands a mail over with an id of its own, as HTML and as text', async () => {
  const server = await mailServer();
  closing.push(server.close);
  const transport = smtpTransport({ url: server.url, from: FROM });
  expect(await transport.send(mailTo('hana@example.jp'))).toEqual({ kind: 'sent' });
  const [message] = server.messages;
  expect(message).toContain('Message-ID: <mai_1@depachika.example>');
  expect(message).toContain('Auto-Submitted: auto-generated');
  expect(message).toMatch(/text\/plain[\s\S]*text\/html/);
});

it('lets a name add neither a header nor a reader', async () => {
  const server = await mailServer();
  closing.push(server.close);
  const transport = smtpTransport({ url: server.url, from: FROM });
  const name = 'Hana>\r\nBcc: all@example.jp, "x" <y@example.jp>';
  expect(await transport.send(mailTo('hana@example.jp', name))).toEqual({ kind: 'sent' });
  const [head] = server.messages[0]!.split('\r\n\r\n');
  expect(head).not.toMatch(/^Bcc:/m);
  expect(head!.match(/^To: /gm)).toHaveLength(1);
});

it('knows what was surely not sent, and what the server will never take', async () => {
  const server = await mailServer();
  const transport = smtpTransport({ url: server.url, from: FROM });
  expect(await transport.send(mailTo('nobody@example.jp'))).toEqual({
    kind: 'refused',
    code: 'EENVELOPE_550',
  });
  expect(await transport.send(mailTo('full@example.jp'))).toEqual({ kind: 'notNow', code: 'EENVELOPE' });
  await server.close();
  expect((await transport.send(mailTo('hana@example.jp'))).kind).toBe('notNow');
  expect(server.messages).toEqual([]);
});

it('doubts a mail that was taken whole and not answered', async () => {
  const server = await silentMailServer();
  closing.push(server.close);
  const transport = smtpTransport({ url: server.url, from: FROM });
  expect((await transport.send(mailTo('hana@example.jp'))).kind).toBe('unknown');
  expect(server.taken()).toBe(1);
});
