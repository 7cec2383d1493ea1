import { wholeNumber } from '@depachika/domain/settings.ts';

/** What an operator may set for payments. */
export interface PaymentsConfig {
  /** Secret that webhooks are signed with, at least 32 characters; `PAYMENT_WEBHOOK_SECRET`. */
  readonly webhookSecret: string;
  /** Whose signatures are taken: that one, and while it is changed the other, `PAYMENT_WEBHOOK_OTHER_SECRET`. */
  readonly webhookSecrets: readonly string[];
  /** Points that a new customer gets, 0 to 100,000; `WELCOME_POINTS`, default 500. */
  readonly welcomePoints: number;
  /** What has to happen before they can be spent; null for nothing. `WELCOME_POINTS_AFTER`, default FIRST_DELIVERY. */
  readonly welcomePointsAfter: 'FIRST_DELIVERY' | null;
  /** How long the acquirer stands by an authorisation that is not captured; `PAYMENT_AUTHORIZATION_DAYS`, default 60. */
  readonly authorizationMs: number;
  readonly cardFailures: CardFailureLimits;
}

/** Cards that may fail within an hour before no further one is tried: against the testing of stolen cards. */
export interface CardFailureLimits {
  /** Of one account, 1 to 1,000,000; `CARD_FAILURES_PER_ACCOUNT`, default 20. */
  readonly perAccount: number;
  /** Of one card, whoever pays with it, 1 to 1,000,000; `CARD_FAILURES_PER_CARD`, default 30. */
  readonly perCard: number;
  /** Typed in at one network address, whatever the account, 1 to 1,000,000; `CARD_FAILURES_PER_NETWORK`, default 100. */
  readonly perNetwork: number;
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
  const secret = webhookSecret(env);
  const other = secretIn(env, 'PAYMENT_WEBHOOK_OTHER_SECRET');
  return {
    webhookSecret: secret,
    webhookSecrets: other === undefined ? [secret] : [secret, other],
    welcomePoints: wholeNumber(env, 'WELCOME_POINTS', { from: 0, to: 100_000, otherwise: 500 }),
    welcomePointsAfter: welcomePointsAfter(env),
    cardFailures: {
      perAccount: wholeNumber(env, 'CARD_FAILURES_PER_ACCOUNT', { from: 1, to: 1_000_000, otherwise: 20 }),
      perCard: wholeNumber(env, 'CARD_FAILURES_PER_CARD', { from: 1, to: 1_000_000, otherwise: 30 }),
      perNetwork: wholeNumber(env, 'CARD_FAILURES_PER_NETWORK', { from: 1, to: 1_000_000, otherwise: 100 }),
    },
    authorizationMs:
      wholeNumber(env, 'PAYMENT_AUTHORIZATION_DAYS', { from: 1, to: 90, otherwise: 60 }) * DAY_MS,
  };
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
  const secret = secretIn(env, 'PAYMENT_WEBHOOK_SECRET');
  if (secret !== undefined) return secret;
  if (env.NODE_ENV === 'production') {
    throw new Error(
      'PAYMENT_WEBHOOK_SECRET must hold the secret that the payment provider signs webhooks with',
    );
  }
  return DEVELOPMENT_WEBHOOK_SECRET;
}

const DAY_MS = 24 * 60 * 60_000;

/** A mail address that was verified is to be another answer. */
function welcomePointsAfter(env: NodeJS.ProcessEnv): PaymentsConfig['welcomePointsAfter'] {
  switch (env.WELCOME_POINTS_AFTER) {
    case undefined:
    case '':
    case 'FIRST_DELIVERY':
      return 'FIRST_DELIVERY';
    case 'REGISTRATION':
      return null;
    default:
      throw new Error(
        `WELCOME_POINTS_AFTER must be FIRST_DELIVERY or REGISTRATION, not ${JSON.stringify(env.WELCOME_POINTS_AFTER)}`,
      );
  }
}

function secretIn(env: NodeJS.ProcessEnv, variable: string): string | undefined {
  const secret = env[variable];
  if (!secret) return undefined;
  if (env.NODE_ENV === 'production' && isPublished(secret))
    throw new Error(
      `${variable} must hold a secret of your own in production, and this one is published: take what the payment provider shows, or 32 random characters`,
    );
  if (secret.length >= 32) return secret;
  throw new Error(`${variable} must hold at least 32 characters`);
}

function isPublished(secret: string): boolean {
  return PUBLISHED_SECRETS.includes(secret.trim().toLowerCase());
}
