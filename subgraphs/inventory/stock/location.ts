export type { Location } from '../generated/prisma/client.ts';
