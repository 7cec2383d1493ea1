import { answerTooLarge, isTooLarge } from '../execution/answer-size.ts';
import { withoutStatus } from '../operation/public-errors.ts';

/**
 * @param text a message of the protocol @param limit bytes that an answer may have
 * @returns what is sent: a message whose answer has more tells so in its place
 */
export function sizedMessage(text: string, limit: number): string {
  if (!isTooLarge(text, limit)) return text;
  const message = JSON.parse(text) as { readonly type: string; readonly payload?: unknown };
  if (message.type !== 'next' || !isTooLarge(JSON.stringify(message.payload), limit)) return text;
  return JSON.stringify({ ...message, payload: { errors: [withoutStatus(answerTooLarge(limit))] } });
}
