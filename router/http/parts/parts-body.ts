import { Readable } from 'node:stream';
import { codesOf, type ErrorCode } from '@depachika/schema/error-outcomes.ts';
import { answerTooLarge, isTooLarge } from '../../execution/answer-size.ts';
import {
  type AnswerInParts,
  failedParts,
  type PublicPart,
} from '../../execution/deferred/deferred-answers.ts';
import type { Delivery, PendingPart } from '../../execution/deferred/pending-parts.ts';
import { CLOSING, OPENING, partOf } from '../../lasting/multipart.ts';
import { withoutStatus } from '../../operation/public-errors.ts';
import type { PartFormat } from './part-formats.ts';

export interface PartsBodyOptions {
  readonly format: PartFormat;
  /** The first part, as an answer that would be all. */
  readonly first: string;
  readonly parts: Pick<AnswerInParts, 'begun' | 'next'>;
  /** Bytes that all parts may have together. */
  readonly answerBytes: number;
  /** Told of the errors in each part but the first. */
  readonly noteCodes: (codes: readonly ErrorCode[]) => void;
}

/** An answer in parts, each sent as soon as it is there. Who does not read has the next made no sooner. */
export function partsBody({ format, first, parts, answerBytes, noteCodes }: PartsBodyOptions): Readable {
  const waiting = new Map(parts.begun.map((part) => [part.id, part]));
  let left = answerBytes - Buffer.byteLength(first);
  let isFirst = true;
  const body = new Readable({
    read() {
      if (isFirst) {
        isFirst = false;
        body.push(`${OPENING}${partOf(withMembers(first, format.first(parts.begun)))}`);
      } else void tellNext();
    },
  });
  // How a reader leaves, not a fault.
  body.on('error', () => undefined);
  return body;

  async function tellNext(): Promise<void> {
    const { json, delivery } = written(await parts.next());
    follow(delivery, waiting);
    for (const { answer } of delivery.finished) if (answer.errors) noteCodes(codesOf(answer.errors));
    body.push(`${partOf(json)}${delivery.hasNext ? '' : CLOSING}`);
    if (!delivery.hasNext) body.push(null);
  }

  function written(delivery: Delivery<PublicPart>) {
    const json = textOf(delivery);
    if (left >= 0 && !isTooLarge(json, left)) {
      left -= Buffer.byteLength(json);
      return { json, delivery };
    }
    const failed = failedParts([...waiting.values()], answerTooLarge(answerBytes));
    return { json: textOf(failed), delivery: failed };
  }

  function textOf(delivery: Delivery<PublicPart>): string {
    for (const { answer } of delivery.finished) answer.errors?.forEach(withoutStatus);
    return JSON.stringify(format.later(delivery));
  }
}

/** Keeps what is pending for the client. */
function follow({ begun, finished }: Delivery<PublicPart>, waiting: Map<string, PendingPart>): void {
  for (const part of begun) waiting.set(part.id, part);
  for (const { part } of finished) waiting.delete(part.id);
}

/** @param text an object as JSON, of which data may be shared and is written once */
function withMembers(text: string, members: object): string {
  return `${text.trimEnd().slice(0, -1)},${JSON.stringify(members).slice(1)}`;
}
