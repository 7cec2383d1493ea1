/** One message of a `text/event-stream`. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Splits a byte stream into events. Comments are keep-alives and are skipped; an event that the stream's end cuts
 * off is dropped, as the standard says. Throws when one event grows beyond `maxEventBytes`.
 * Source: HTML Living Standard, section 9.2
 */
export async function* readServerSentEvents(
  body: AsyncIterable<Uint8Array>,
  maxEventBytes: number,
): AsyncGenerator<ServerSentEvent, void, void> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of body) {
    pending += decoder.decode(chunk, { stream: true });
    for (let end = BLANK_LINE.exec(pending); end; end = BLANK_LINE.exec(pending)) {
      const block = pending.slice(0, end.index);
      refuseLarger(block, maxEventBytes);
      const event = readEvent(block);
      pending = pending.slice(end.index + end[0].length);
      if (event) yield event;
    }
    refuseLarger(pending, maxEventBytes);
  }
}

function refuseLarger(text: string, maxEventBytes: number): void {
  // A UTF-16 unit is three bytes at most: most texts need not be counted.
  if (text.length * 3 <= maxEventBytes || Buffer.byteLength(text) <= maxEventBytes) return;
  throw new Error(`One event is larger than ${maxEventBytes} bytes`);
}

const BLANK_LINE = /\r\n\r\n|\n\n|\r\r/;

function readEvent(block: string): ServerSentEvent | undefined {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (line.slice(0, colon) === 'event') event = value;
    if (line.slice(0, colon) === 'data') data.push(value);
  }
  return data.length === 0 && event === 'message' ? undefined : { event, data: data.join('\n') };
}
