export interface UnitHandlers {
  /** What the server says without asking the engine. */
  answer(bytes: Uint8Array): void;
  /** A startup packet, a simple query, or all messages up to Sync: to be answered in one go. */
  unit(messages: Uint8Array): void;
  /** The client says goodbye. */
  end(): void;
}

/**
 * Cuts what a client sends into units. Source: PostgreSQL documentation, "Message Formats" and "Message Flow".
 * @returns takes the bytes as they arrive
 */
export function frontendUnits(handlers: UnitHandlers): (chunk: Buffer) => void {
  let buffer: Buffer = Buffer.alloc(0);
  let started = false;
  return (chunk) => {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    for (let used = take(); used > 0; used = take()) buffer = buffer.subarray(used);
  };

  function take(): number {
    return started ? takeUnit() : takeStartup();
  }

  function takeStartup(): number {
    if (buffer.length < 8) return 0;
    const length = buffer.readInt32BE(0);
    if (buffer.length < length) return 0;
    const code = buffer.readInt32BE(4);
    if (code === SSL_REQUEST || code === GSS_REQUEST) handlers.answer(Buffer.from('N'));
    else if (code === CANCEL_REQUEST) handlers.end();
    else {
      started = true;
      handlers.unit(copyOf(buffer, length));
    }
    return length;
  }

  /** Messages before the one that ends the unit stay in the buffer until it has come. */
  function takeUnit(): number {
    let end = 0;
    while (buffer.length >= end + 5) {
      const type = buffer[end];
      const next = end + 1 + buffer.readInt32BE(end + 1);
      if (next > buffer.length) return 0;
      end = next;
      if (type === TERMINATE) handlers.end();
      else if (ENDS_UNIT.has(type!)) handlers.unit(copyOf(buffer, end));
      else continue;
      return end;
    }
    return 0;
  }
}

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const TERMINATE = 'X'.charCodeAt(0);
/** Query, Sync, FunctionCall. */
const ENDS_UNIT: ReadonlySet<number> = new Set(['Q', 'S', 'F'].map((letter) => letter.charCodeAt(0)));

/** The engine keeps a reference for longer than the buffer lives. */
function copyOf(buffer: Buffer, length: number): Uint8Array {
  return new Uint8Array(buffer.subarray(0, length));
}
