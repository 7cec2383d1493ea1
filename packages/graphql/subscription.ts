import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import { type FaultReport, inRequest, publicError, withoutFaults } from './faults.ts';

/**
 * One result per event of the field's source. Each event is executed with arguments of its own: graphql-js would use
 * one context for all of them, and a loader would answer the second event with what it read for the first.
 * A source that fails gives one masked error and ends.
 */
export async function subscriptionResults(
  args: () => ExecutionArgs,
  report: FaultReport,
): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult> {
  const source = await createSourceEventStream(args());
  if (!(Symbol.asyncIterator in source)) return withoutFaults(source, report);
  return resultStream(
    (source as AsyncIterable<unknown>)[Symbol.asyncIterator](),
    (event) =>
      inRequest(report, async () => withoutFaults(await execute({ ...args(), rootValue: event }), report)),
    report,
  );
}

function resultStream(
  source: AsyncIterator<unknown>,
  answer: (event: unknown) => Promise<ExecutionResult>,
  report: FaultReport,
): AsyncGenerator<ExecutionResult, void, void> {
  const waiting = new Set<(result: IteratorResult<ExecutionResult, void>) => void>();
  let finished = false;

  return {
    next: () =>
      new Promise((resolve) => {
        if (finished) return resolve(DONE);
        waiting.add(resolve);
        advance().then((result) => {
          waiting.delete(resolve);
          resolve(result);
        });
      }),
    async return() {
      close();
      return DONE;
    },
    async throw(error) {
      close();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      close();
    },
  };

  async function advance(): Promise<IteratorResult<ExecutionResult, void>> {
    try {
      const event = await source.next();
      if (!event.done) return { done: false, value: await answer(event.value) };
      finished = true;
      return DONE;
    } catch (error) {
      finished = true;
      return { done: false, value: { errors: [inRequest(report, () => publicError(error, report))] } };
    }
  }

  /** Not awaited: an async generator that waits for its next event answers `return()` only after that event. */
  function close(): void {
    if (finished) return;
    finished = true;
    for (const resolve of waiting) resolve(DONE);
    Promise.resolve(source.return?.()).catch((err) => report.logger.warn({ err }, 'A source did not close'));
  }
}

const DONE: IteratorReturnResult<void> = { done: true, value: undefined };
