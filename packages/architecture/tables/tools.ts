import type { Row } from './row.ts';

/** Tools beside the layers: no service runs on them. */
export const TOOLS: readonly Row[] = [
  {
    part: 'packages/codegen',
    imports: ['packages/database', 'schema'],
    because: 'it writes code from contracts and models',
  },
  {
    part: 'packages/local-servers',
    imports: ['packages/clock', 'packages/events', 'packages/service'],
    because: 'it starts the servers that a shop on one machine needs, and asks whether they answer',
  },
  {
    part: 'packages/architecture',
    imports: ['schema'],
    because: 'it reads the other parts, and runs none of them',
  },
];
