import { runService } from '@depachika/service/run-service.ts';
import { analyticsSubgraph } from './analytics.ts';

await runService('analytics', ({ deps }) => ({ subgraph: analyticsSubgraph(deps) }));
