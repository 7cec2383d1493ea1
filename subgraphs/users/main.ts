import { runService } from '@depachika/service/run-service.ts';
import { usersConfig } from './config.ts';
import { usersSubgraph } from './users.ts';

await runService('users', ({ deps }) => {
  const subgraph = usersSubgraph({ ...deps, config: usersConfig() });
  return { subgraph, routes: (http) => subgraph.routes(http) };
});
