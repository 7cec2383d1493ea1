import { runService } from '@depachika/service/run-service.ts';
import { usersConfig } from './config.ts';
import { usersSubgraph } from './users.ts';

await runService('users', ({ deps, env }) => {
  const subgraph = usersSubgraph({ ...deps, config: usersConfig(env) });
  return { subgraph, routes: (http) => subgraph.routes(http) };
});
