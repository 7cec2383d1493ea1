/** What an operator may set for payments. */
export interface PaymentsConfig {
  /** Secret that webhooks are signed with, at least 32 characters; `PAYMENT_WEBHOOK_SECRET`. */
  readonly webhookSecret: string;
  /** Whose signatures are taken: that one, and while it is changed the other, `PAYMENT_WEBHOOK_OTHER_SECRET`. */
  readonly webhookSecrets: readonly string[];
  /** Points that a new customer gets, 0 to 100,000; `WELCOME_POINTS`, default 500. */
  readonly welcomePoints: number;
}

/** Good enough for one machine, refused in production. */
const DEVELOPMENT_WEBHOOK_SECRET = 'depachika-development-webhook-secret';

/** Throws, naming the variable and what it should hold. */
export function paymentsConfig(env: NodeJS.ProcessEnv = process.env): PaymentsConfig {
  const secret = webhookSecret(env);
  const other = secretIn(env, 'PAYMENT_WEBHOOK_OTHER_SECRET');
  return {
    webhookSecret: secret,
    webhookSecrets: other === undefined ? [secret] : [secret, other],
    welcomePoints: welcomePoints(env),
  };
}

function webhookSecret(env: NodeJS.ProcessEnv): string {
  const secret = secretIn(env, 'PAYMENT_WEBHOOK_SECRET');
  if (secret !== undefined) return secret;
  if (env.NODE_ENV === 'production') {
    throw new Error(
      'PAYMENT_WEBHOOK_SECRET must hold the secret that the payment provider signs webhooks with',
    );
  }
  return DEVELOPMENT_WEBHOOK_SECRET;
}

function secretIn(env: NodeJS.ProcessEnv, variable: string): string | undefined {
  const secret = env[variable];
  if (!secret) return undefined;
  if (secret.length >= 32) return secret;
  throw new Error(`${variable} must hold at least 32 characters`);
}

function welcomePoints(env: NodeJS.ProcessEnv): number {
  const text = env.WELCOME_POINTS;
  if (text === undefined || text === '') return 500;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 100_000) return value;
  throw new Error(`WELCOME_POINTS must be a whole number from 0 to 100000, not ${JSON.stringify(text)}`);
}
