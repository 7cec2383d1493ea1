/** What an operator may set for payments. */
export interface PaymentsConfig {
  /** Secret that webhooks are signed with, at least 32 characters; `PAYMENT_WEBHOOK_SECRET`. */
  readonly webhookSecret: string;
  /** Points that a new customer gets, 0 to 100,000; `WELCOME_POINTS`, default 500. */
  readonly welcomePoints: number;
  readonly cardFailures: CardFailureLimits;
}

/** Cards that may fail within an hour before no further one is tried: against the testing of stolen cards. */
export interface CardFailureLimits {
  /** Of one account, 1 to 1,000,000; `CARD_FAILURES_PER_ACCOUNT`, default 20. */
  readonly perAccount: number;
  /** Of one card, whoever pays with it, 1 to 1,000,000; `CARD_FAILURES_PER_CARD`, default 30. */
  readonly perCard: number;
}

/** Good enough for one machine, refused in production. */
const DEVELOPMENT_WEBHOOK_SECRET = 'depachika-development-webhook-secret';

/** Throws, naming the variable and what it should hold. */
export function paymentsConfig(env: NodeJS.ProcessEnv = process.env): PaymentsConfig {
  return {
    webhookSecret: webhookSecret(env),
    welcomePoints: whole(env, 'WELCOME_POINTS', { from: 0, to: 100_000, otherwise: 500 }),
    cardFailures: {
      perAccount: whole(env, 'CARD_FAILURES_PER_ACCOUNT', { from: 1, to: 1_000_000, otherwise: 20 }),
      perCard: whole(env, 'CARD_FAILURES_PER_CARD', { from: 1, to: 1_000_000, otherwise: 30 }),
    },
  };
}

function webhookSecret(env: NodeJS.ProcessEnv): string {
  const secret = env.PAYMENT_WEBHOOK_SECRET;
  if (secret) {
    if (secret.length >= 32) return secret;
    throw new Error('PAYMENT_WEBHOOK_SECRET must hold at least 32 characters');
  }
  if (env.NODE_ENV === 'production') {
    throw new Error(
      'PAYMENT_WEBHOOK_SECRET must hold the secret that the payment provider signs webhooks with',
    );
  }
  return DEVELOPMENT_WEBHOOK_SECRET;
}

function whole(
  env: NodeJS.ProcessEnv,
  name: string,
  { from, to, otherwise }: { readonly from: number; readonly to: number; readonly otherwise: number },
): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new Error(`${name} must be a whole number from ${from} to ${to}, not ${JSON.stringify(text)}`);
}
