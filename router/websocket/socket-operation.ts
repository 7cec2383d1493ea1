import type { Clock } from '@depachika/clock/clock.ts';
import { newId } from '@depachika/ids/ids.ts';
import { withLanguage } from '@depachika/messages/language.ts';
import { codesOf } from '@depachika/schema/error-outcomes.ts';
import { countedName } from '@depachika/schema/trusted-operations.ts';
import type { Metrics } from '@depachika/telemetry/metrics.ts';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { operationReference } from '../admission/persisted/operation-reference.ts';
import { isRefusal, type Refusal } from '../admission/refusal.ts';
import { SubscriptionLost } from '../execution/live/subscription-lost.ts';
import {
  type AdmittedOperation,
  type LastingOperations,
  publicFailure,
} from '../lasting/lasting-operations.ts';
import { countOperation, type Events, measuredEvents } from '../lasting/measured-operations.ts';
import { withoutStatus } from '../operation/public-errors.ts';
import { answered, type ClientSocket, inHand } from './client-socket.ts';
import { closeBecause } from './socket-closing.ts';

export interface SocketOperationParts {
  readonly operations: LastingOperations;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Says something on a socket, as long as it may. */
  send(socket: ClientSocket, message: object): void;
  /** Told what nobody foresaw. */
  fail(socket: ClientSocket, error: unknown): void;
}

/** For answers in hand when a subscription is lost: as long as a stream of events waits for its own. */
const ANSWERS_MS = 5_000;

/**
 * One operation of a socket. What comes of it is told under its id until the client has left it: its id may then be another one's,
 * though this one be in hand. A subscription that waits for an event holds one promise and no more.
 */
export class SocketOperation {
  readonly #id: string;
  readonly #socket: ClientSocket;
  readonly #parts: SocketOperationParts;
  #events: Events | undefined;
  #hasLeft = false;
  #isOver = false;

  constructor(id: string, socket: ClientSocket, parts: SocketOperationParts) {
    this.#id = id;
    this.#socket = socket;
    this.#parts = parts;
    socket.operations.set(id, this);
    socket.inHand += 1;
  }

  /** Called once. Never rejects. */
  async run(payload: SubscribePayload): Promise<void> {
    try {
      const began = performance.now();
      const subscription = await inHand(this.#socket, this.#begin(payload, began));
      this.#events = subscription && (await this.#subscribe(subscription, began));
      if (!this.#events) this.#over();
      else if (this.#hasLeft) this.#letGo();
      else this.#pull();
    } catch (error) {
      this.#over();
      this.#parts.fail(this.#socket, error);
    }
  }

  /** The client wants to hear no more of it, or is not there. */
  leave(): void {
    if (this.#hasLeft) return;
    this.#forget();
    if (this.#events) this.#letGo();
  }

  /** @returns a subscription that was admitted: everything else is answered */
  async #begin(payload: SubscribePayload, began: number): Promise<AdmittedOperation | undefined> {
    const admitted = await this.#admit(payload);
    if (isRefusal(admitted)) {
      this.#count(payload.operationName, admitted.errors, began);
      this.#tell({ type: 'error', payload: admitted.errors });
      return undefined;
    }
    if (admitted.prepared.operation.operation === 'subscription') return admitted;
    const result = await this.#parts.operations.execute(admitted);
    this.#count(nameOf(admitted), result.errors, began);
    this.#answer(result);
    return undefined;
  }

  /** The same stages that HTTP requests go through. */
  async #admit({
    query,
    operationName,
    variables,
    ...rest
  }: SubscribePayload): Promise<AdmittedOperation | Refusal> {
    const { operations } = this.#parts;
    const { access: identity, language, upgraded, inHand: running } = this.#socket;
    const { address } = upgraded;
    const requestId = newId('req');
    const access = await operations.arrive({ identity: identity!, address, running, language, requestId });
    if (isRefusal(access)) return access;
    // The protocol's payload has room for more than its library's type tells.
    const reference = operationReference({ ...rest, query });
    const asked = { transport: 'websocket', caller: access.caller, address, language, requestId } as const;
    return operations.admit({ ...asked, query, reference, operationName, variables });
  }

  async #subscribe(admitted: AdmittedOperation, began: number): Promise<Events | undefined> {
    const name = nameOf(admitted);
    const results = await this.#parts.operations.subscribe(admitted);
    if (!(Symbol.asyncIterator in results)) {
      this.#count(name, results.errors, began);
      this.#answer(results);
      return undefined;
    }
    this.#count(name, undefined, began);
    const socket = this.#socket;
    const watched = { operation: countedName(name), connectionEnd: () => socket.endCode };
    return measuredEvents(results, watched, this.#parts.metrics);
  }

  #pull(): void {
    this.#events!.next().then(
      (step) => this.#take(step),
      (error) => this.#broke(error),
    );
  }

  #take(step: IteratorResult<ExecutionResult, void>): void {
    try {
      if (step.done) this.#complete();
      else this.#next(step.value);
    } catch (error) {
      this.#parts.fail(this.#socket, error);
    }
    if (step.done) this.#over();
    else if (!this.#hasLeft) this.#pull();
  }

  async #broke(error: unknown): Promise<void> {
    // Whoever left it is told of nothing, and what else is on the socket goes on.
    if (this.#hasLeft) return this.#over();
    const { clock, logger } = this.#parts;
    const socket = this.#socket;
    if (error instanceof SubscriptionLost) {
      logger.warn({ err: error }, 'A subscription was lost');
      await answered(socket, { clock, withinMs: ANSWERS_MS });
      closeBecause(socket, error.reason);
    } else {
      const told = withLanguage(socket.language, () => publicFailure(error));
      this.#tell({ type: 'error', payload: [told] });
    }
    this.#over();
  }

  #answer(result: ExecutionResult): void {
    this.#next(result);
    this.#complete();
  }

  #next(result: ExecutionResult): void {
    result.errors?.forEach(withoutStatus);
    this.#tell({ type: 'next', payload: result });
  }

  #complete(): void {
    this.#tell({ type: 'complete' });
  }

  #tell(message: { readonly type: string; readonly payload?: object }): void {
    if (!this.#hasLeft) this.#parts.send(this.#socket, { id: this.#id, ...message });
  }

  #count(name: string | null | undefined, errors: readonly GraphQLError[] | undefined, began: number): void {
    countOperation(this.#parts.metrics, { name, codes: codesOf(errors), began });
  }

  /** Its end takes effect at once; what it rejects with has no reader any more. */
  #letGo(): void {
    this.#events!.return().catch(() => undefined);
    this.#over();
  }

  #over(): void {
    this.#forget();
    this.#events = undefined;
    if (!this.#isOver) this.#socket.inHand -= 1;
    this.#isOver = true;
  }

  #forget(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#socket.operations.delete(this.#id);
  }
}

function nameOf({ prepared }: AdmittedOperation): string | undefined {
  return prepared.operation.name?.value;
}
