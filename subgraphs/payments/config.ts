/** What an operator may set for payments. */
export interface PaymentsConfig {
  /** Secret that webhooks are signed with, at least 32 characters; `PAYMENT_WEBHOOK_SECRET`. */
  readonly webhookSecret: string;
  /** Points that a new customer gets, 0 to 100,000; `WELCOME_POINTS`, default 500. */
  readonly welcomePoints: number;
}

/** Good enough for one machine, refused in production. */
const DEVELOPMENT_WEBHOOK_SECRET = 'depachika-development-webhook-secret';
/** Everybody has read these: the source holds them, or has held them. */
const PUBLISHED_SECRETS = [
  DEVELOPMENT_WEBHOOK_SECRET,
  'a-secret-that-is-long-enough-for-tests',
  'a-secret-of-tests-with-32-characters-or-more',
];

/** Throws, naming the variable and what it should hold. */
export function paymentsConfig(env: NodeJS.ProcessEnv = process.env): PaymentsConfig {
  refuseUnchosenProvider(env);
  return { webhookSecret: webhookSecret(env), welcomePoints: welcomePoints(env) };
}

/** `PAYMENT_PROVIDER`: the sandbox is the only one, and moves no money, so that production has to choose it by name. */
function refuseUnchosenProvider({ PAYMENT_PROVIDER: provider, NODE_ENV }: NodeJS.ProcessEnv): void {
  if (provider && provider !== 'sandbox')
    throw new Error(
      `PAYMENT_PROVIDER must be sandbox, the only provider there is, not ${JSON.stringify(provider)}`,
    );
  if (!provider && NODE_ENV === 'production')
    throw new Error(
      'PAYMENT_PROVIDER must be set in production: only sandbox is there, which moves no money; set it to sandbox if that is what this shop is for',
    );
}

function webhookSecret(env: NodeJS.ProcessEnv): string {
  const secret = env.PAYMENT_WEBHOOK_SECRET;
  if (secret) {
    if (env.NODE_ENV === 'production' && isPublished(secret))
      throw new Error(
        'PAYMENT_WEBHOOK_SECRET must hold a secret of your own in production, and this one is published: take what the payment provider shows, or 32 random characters',
      );
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

function isPublished(secret: string): boolean {
  return PUBLISHED_SECRETS.includes(secret.trim().toLowerCase());
}

function welcomePoints(env: NodeJS.ProcessEnv): number {
  const text = env.WELCOME_POINTS;
  if (text === undefined || text === '') return 500;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 100_000) return value;
  throw new Error(`WELCOME_POINTS must be a whole number from 0 to 100000, not ${JSON.stringify(text)}`);
}
