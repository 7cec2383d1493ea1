export type { Address as AddressRecord } from '../generated/prisma/client.ts';
