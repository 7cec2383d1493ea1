import type { DueJob } from '../payment/due-job.ts';
import type { PaymentsServices } from '../payment/services.ts';
import { answeredSinceSql, isLateAnswerDueSql } from './sandbox-store.ts';
import { SIGNATURE_HEADER, signWebhook } from './webhook-signature.ts';
import { takeWebhook } from './webhooks.ts';

export const TELL_LATE_ANSWERS: DueJob = {
  job: 'tell_late_answer',
  sinceSql: answeredSinceSql,
  isDueSql: isLateAnswerDueSql,
  run: tellLateAnswers,
};

/** The sandbox tells by webhook, signed like any other, and forgets an answer only once the shop has taken it. */
async function tellLateAnswers(services: PaymentsServices, limit: number): Promise<number> {
  const { provider, config, clock } = services;
  const answers = await provider.dueAnswers(clock.now(), limit);
  for (const { idempotencyKey, reference } of answers) {
    const body = Buffer.from(
      JSON.stringify({ id: `late/${idempotencyKey}`, type: 'charge.authorized', idempotencyKey, reference }),
    );
    const signature = signWebhook(body, config.webhookSecret, clock.now());
    const { status } = await takeWebhook(services, { headers: { [SIGNATURE_HEADER]: signature }, body });
    if (status < 500) await provider.told(idempotencyKey);
  }
  return answers.length;
}
