import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks at the terminal, and shows nothing of what is typed. The question goes to standard error. */
export async function hiddenAnswer(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const given = new AbortController();
  terminal.once('SIGINT', () => given.abort());
  try {
    return await terminal.question('', { signal: given.signal });
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
