import { anonymous, type Caller } from '@depachika/identity/caller.ts';
import { shared } from '@depachika/messages/shared/shared-messages.ts';
import { describe, expect, it } from 'vitest';
import type { PreparedOperation } from '../operation/operations.ts';
import { type PublicResult, routerError } from '../operation/public-errors.ts';
import { answerSize } from './answer-size.ts';
import { mergedQueries } from './merged-queries.ts';
import type { RequestScope } from './request-scope.ts';

const PREPARED = {} as PreparedOperation;
const customer: Caller = { kind: 'user', userId: 'usr_a', sessionId: 'ses_a', roles: [], scopes: [] };

interface Running {
  readonly scope: RequestScope;
  answer(result: PublicResult): void;
}

/** Queries that are executed when the test says so. */
function startQueries() {
  const logged: unknown[] = [];
  /** Who may know of a change. */
  const written = new Set<Caller>();
  /** When it is known who does. */
  const known = { when: Promise.resolve() };
  const merged = mergedQueries({
    logger: { info: (line: unknown) => void logged.push(line) },
    reads: { hasJustWritten: (caller) => known.when.then(() => written.has(caller)) },
  });
  const running: Running[] = [];
  const execute = (scope: RequestScope) =>
    new Promise<PublicResult>((resolve) => running.push({ scope, answer: resolve }));
  return {
    running,
    logged,
    written,
    known,
    changed: merged.changed,
    ask(given: Partial<RequestScope> = {}, variables = {}, prepared = PREPARED) {
      const over = new AbortController();
      const scope: RequestScope = {
        caller: anonymous,
        identityToken: 'token',
        requestId: 'req-1',
        language: 'ja',
        answer: answerSize(1_000),
        ...given,
        signal: over.signal,
      };
      return { answer: merged.answer({ prepared, variables, scope }, execute), leave: () => over.abort() };
    },
  };
}

const codesOf = ({ errors = [] }: PublicResult) => errors.map(({ extensions }) => extensions.code);

describe('the same queries in hand', () => {
  it('are executed once, and have the same data', async () => {
    const { ask, running } = startQueries();
    const asked = [ask(), ask({ requestId: 'req-2' }), ask({ requestId: 'req-3' })];
    expect(running).toHaveLength(1);
    const data = { a: 1 };
    running[0]!.answer({ data });
    for (const { answer } of asked) expect((await answer).data).toBe(data);
  });

  it('are executed again when the first are answered', async () => {
    const { ask, running } = startQueries();
    const { answer } = ask();
    running[0]!.answer({ data: {} });
    await answer;
    ask();
    expect(running).toHaveLength(2);
  });

  it.each<[string, Partial<RequestScope>, object, PreparedOperation]>([
    ['callers', { caller: customer }, {}, PREPARED],
    ['places to read', { reads: 'replica' }, {}, PREPARED],
    ['variables', {}, { id: '2' }, PREPARED],
    ['operations', {}, {}, {} as PreparedOperation],
  ])('are never those of other %s', (_, given, variables, prepared) => {
    const { ask, running } = startQueries();
    ask();
    ask(given, variables, prepared);
    expect(running).toHaveLength(2);
  });

  it('are never those of another session of the same person', () => {
    const { ask, running } = startQueries();
    ask({ caller: customer });
    ask({ caller: { ...customer, sessionId: 'ses_b' } });
    ask({ caller: { ...customer } });
    expect(running).toHaveLength(2);
  });

  it('go on for the others when one of them leaves', async () => {
    const { ask, running } = startQueries();
    const first = ask();
    const second = ask({ requestId: 'req-2' });
    first.leave();
    expect(codesOf(await first.answer)).toEqual(['REQUEST_TIMEOUT']);
    expect(running[0]!.scope.signal.aborted).toBe(false);
    running[0]!.answer({ data: { a: 1 } });
    expect(await second.answer).toEqual({ data: { a: 1 } });
  });

  it('are aborted when the last of them leaves', async () => {
    const { ask, running } = startQueries();
    const asked = [ask(), ask({ requestId: 'req-2' })];
    for (const { leave, answer } of asked) {
      expect(running[0]!.scope.signal.aborted).toBe(false);
      leave();
      await answer;
    }
    expect(running[0]!.scope.signal.aborted).toBe(true);
  });

  it('are not aborted when all are answered', async () => {
    const { ask, running } = startQueries();
    const { answer } = ask();
    running[0]!.answer({ data: {} });
    await answer;
    expect(running[0]!.scope.signal.aborted).toBe(false);
  });

  it('do not join what its first request has left', async () => {
    const { ask, running } = startQueries();
    const first = ask();
    ask({ requestId: 'req-2' });
    first.leave();
    await first.answer;
    ask({ requestId: 'req-3' });
    expect(running).toHaveLength(2);
  });

  it('do not join what began before a change that their caller may know of, nor each other then', async () => {
    const { ask, running, written } = startQueries();
    ask({ caller: customer });
    written.add(customer);
    const after = [ask({ caller: customer, requestId: 'req-2' }), ask({ caller: customer })];
    await expect.poll(() => running.length).toBe(3);
    running[0]!.answer({ data: { status: 'on its way' } });
    for (const each of running.slice(1)) each.answer({ data: { status: 'delivered' } });
    for (const { answer } of after) expect(await answer).toEqual({ data: { status: 'delivered' } });
  });

  it('do not join what began before a mutation, whosever it was', () => {
    const { ask, running, changed } = startQueries();
    ask();
    changed();
    ask();
    ask();
    expect(running).toHaveLength(2);
  });

  it('do not join what its first request has left while they asked who may join', async () => {
    const { ask, running, known } = startQueries();
    const first = ask({ caller: customer });
    const { promise, resolve } = Promise.withResolvers<void>();
    known.when = promise;
    const second = ask({ caller: customer, requestId: 'req-2' });
    first.leave();
    await first.answer;
    resolve();
    await expect.poll(() => running.length).toBe(2);
    running[1]!.answer({ data: { a: 1 } });
    expect(await second.answer).toEqual({ data: { a: 1 } });
  });

  it('are not those in another language', async () => {
    const { ask, running } = startQueries();
    const asked = [ask(), ask({ language: 'en' }), ask({ language: 'ja' })];
    expect(running.map(({ scope }) => scope.language)).toEqual(['ja', 'en']);
    for (const { scope, answer } of running) answer({ data: { said: scope.language } });
    const answers = await Promise.all(asked.map(({ answer }) => answer));
    expect(answers.map(({ data }) => data)).toEqual(['ja', 'en', 'ja'].map((said) => ({ said })));
  });

  it('each name their own request in errors, and the log tells under which it was executed', async () => {
    const { ask, running, logged } = startQueries();
    const asked = [ask(), ask({ requestId: 'req-2' })];
    const extensions = { requestId: 'req-1' };
    running[0]!.answer({
      data: null,
      errors: [
        routerError('INCOMPLETE_DATA', shared.incompleteData, { path: ['a'], extensions }),
        routerError('BAD_USER_INPUT', 'No'),
      ],
    });
    const results = await Promise.all(asked.map(({ answer }) => answer));
    expect(results.map(({ errors }) => errors![0]!.extensions.requestId)).toEqual(['req-1', 'req-2']);
    expect(logged).toEqual([{ requestId: 'req-2', executedAs: 'req-1' }]);
    expect(results[1]!.errors![0]!.path).toEqual(['a']);
    expect(results[1]!.errors![1]!.extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });

  it('tell all of them when the execution fails', async () => {
    const merged = mergedQueries({ logger: { info: () => undefined } });
    const scope: RequestScope = {
      caller: anonymous,
      identityToken: 'token',
      requestId: 'req-1',
      language: 'ja',
      answer: answerSize(1_000),
      signal: new AbortController().signal,
    };
    const fail = () => Promise.reject(new Error('broken'));
    const asked = [1, 2].map(() => merged.answer({ prepared: PREPARED, variables: {}, scope }, fail));
    for (const answer of asked) await expect(answer).rejects.toThrow('broken');
  });
});
