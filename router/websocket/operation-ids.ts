/** The ids of one socket's operations, as its client and the protocol library know them. */
export interface OperationIds {
  /** @param text a message of the client, well formed or not */
  arrived(text: string): Arrived;
  /** @param text a message for the client. @returns undefined for one of an operation that the client has left */
  sent(text: string): string | undefined;
}

export type Arrived =
  | { readonly kind: 'for the library'; readonly text: string; readonly over?: () => void }
  | { readonly kind: 'id in use'; readonly id: string }
  | { readonly kind: 'of nothing' };

interface Operation {
  /** The client's. */
  readonly id: string;
  /** The library's. */
  readonly name: string;
  left: boolean;
}

/**
 * The protocol lets a client complete an operation and give its id to another at once. The library still has the first one in
 * hand then, and would take the end of the one for the end of the other: the second gets another name there, and what the first
 * still says is not sent.
 */
export function operationIds(): OperationIds {
  const running = new Map<string, Operation>();
  const inHand = new Map<string, Operation>();
  /** Those whose messages cannot be passed on as they are. */
  const odd = new Set<string>();

  return {
    arrived(text) {
      const message = read(text);
      if (message?.type === 'subscribe') return begin(message, text);
      if (message?.type === 'complete') return complete(message, text);
      return { kind: 'for the library', text };
    },
    sent(text) {
      if (odd.size === 0) return text;
      const message = read(text);
      const operation = message && inHand.get(message.id);
      if (!operation) return text;
      return operation.left ? undefined : renamed(message, operation.id, text);
    },
  };

  function begin(message: Message, text: string): Arrived {
    const { id } = message;
    if (running.has(id)) return { kind: 'id in use', id };
    let name = id;
    while (inHand.has(name)) name += '+';
    const operation: Operation = { id, name, left: false };
    running.set(id, operation);
    inHand.set(name, operation);
    if (name !== id) odd.add(name);
    const over = () => {
      inHand.delete(name);
      odd.delete(name);
      if (running.get(id) === operation) running.delete(id);
    };
    return { kind: 'for the library', text: renamed(message, name, text), over };
  }

  function complete(message: Message, text: string): Arrived {
    const operation = running.get(message.id);
    if (!operation) return { kind: 'of nothing' };
    operation.left = true;
    running.delete(operation.id);
    odd.add(operation.name);
    return { kind: 'for the library', text: renamed(message, operation.name, text) };
  }
}

interface Message {
  readonly type: unknown;
  readonly id: string;
}

/** @returns undefined for what is no message of an operation: the library says what is wrong with it */
function read(text: string): Message | undefined {
  try {
    const message = JSON.parse(text) as Partial<Message> | null;
    return typeof message === 'object' && typeof message?.id === 'string' ? (message as Message) : undefined;
  } catch {
    return undefined;
  }
}

function renamed(message: Message, id: string, text: string): string {
  return message.id === id ? text : JSON.stringify({ ...message, id });
}
