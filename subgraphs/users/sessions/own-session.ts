/** An open session as its owner sees it. */
export interface OwnSession {
  readonly id: string;
  readonly startedAt: Date;
  /** When it began or was refreshed last: within the hour of its last use. */
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly staysSignedIn: boolean;
  /** `Safari, iPhone`; empty where nobody knows. */
  readonly device: string;
}
