import { runService } from '@depachika/service/run-service.ts';
import { usersConfig } from './config.ts';
import { usersSubgraph } from './users.ts';

await runService('users', ({ deps, env }) => {
  const subgraph = usersSubgraph({ ...deps, config: usersConfig(env) });
  return {
    subgraph,
    routes(http) {
      subgraph.routes(http);
      // For the router alone: whether a session that somebody shows a token of is still open.
      http.get<{ Params: { id: string } }>('/sessions/:id', async ({ headers, params }, reply) => {
        const token = headers.authorization?.replace(/^Bearer /i, '');
        const caller = await deps.identity.verify(token);
        if (caller.kind !== 'service' || caller.service !== 'router') return reply.code(403).send();
        return { active: await subgraph.isSessionActive(params.id) };
      });
    },
  };
});
