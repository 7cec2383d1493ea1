/** What an operator may set for payments. */
export interface PaymentsConfig {
  /** Secret that webhooks are signed with, at least 32 characters; `PAYMENT_WEBHOOK_SECRET`. */
  readonly webhookSecret: string;
  /** Points that a new customer gets, 0 to 100,000; `WELCOME_POINTS`, default 500. */
  readonly welcomePoints: number;
  /** How long the acquirer stands by an authorisation that is not captured; `PAYMENT_AUTHORIZATION_DAYS`, default 60. */
  readonly authorizationMs: number;
}

/** Good enough for one machine, refused in production. */
const DEVELOPMENT_WEBHOOK_SECRET = 'depachika-development-webhook-secret';

/** Throws, naming the variable and what it should hold. */
export function paymentsConfig(env: NodeJS.ProcessEnv = process.env): PaymentsConfig {
  return {
    webhookSecret: webhookSecret(env),
    welcomePoints: welcomePoints(env),
    authorizationMs: authorizationDays(env) * DAY_MS,
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

const DAY_MS = 24 * 60 * 60_000;

function authorizationDays(env: NodeJS.ProcessEnv): number {
  const text = env.PAYMENT_AUTHORIZATION_DAYS;
  if (text === undefined || text === '') return 60;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 90) return value;
  throw new Error(
    `PAYMENT_AUTHORIZATION_DAYS must be a whole number from 1 to 90, not ${JSON.stringify(text)}`,
  );
}

function welcomePoints(env: NodeJS.ProcessEnv): number {
  const text = env.WELCOME_POINTS;
  if (text === undefined || text === '') return 500;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 100_000) return value;
  throw new Error(`WELCOME_POINTS must be a whole number from 0 to 100000, not ${JSON.stringify(text)}`);
}
