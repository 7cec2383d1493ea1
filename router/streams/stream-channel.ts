import type { RouterLimits } from '../config.ts';
import { answerJson } from './answers.ts';
import type { OpenStream } from './open-stream.ts';
import type { Channel } from './streamed-operation.ts';

/** A channel of one operation, which has a stream to itself. */
export function channelOf(
  { format, send, answer, ...stream }: OpenStream,
  { answerBytes }: Pick<RouterLimits, 'answerBytes'>,
): Channel {
  const { complete, lose, hold, onEnd, endCode } = stream;
  return {
    next: (result, version) => send(format.next(answerJson(result, answerBytes, version), version)),
    async answer(result) {
      await answer(format.next(answerJson(result, answerBytes), undefined));
      complete();
    },
    onLeft: onEnd,
    ...{ complete, lose, hold, endCode },
  };
}
