import { OrderService } from '@depachika/schema/generated/proto/depachika/orders/v1/orders_pb.ts';
import { UserService } from '@depachika/schema/generated/proto/depachika/users/v1/users_pb.ts';
import { LOCAL_MAIL_PATH } from '@depachika/schema/paths.ts';
import { runService } from '@depachika/service/run-service.ts';
import { notificationsConfig } from './config.ts';
import { notificationsSubgraph } from './notifications.ts';

await runService('notifications', ({ deps, rpc }) => {
  const subgraph = notificationsSubgraph({
    ...deps,
    config: notificationsConfig(),
    users: rpc.client(UserService),
    orders: rpc.client(OrderService),
  });
  const { localMail } = subgraph;
  if (!localMail) return { subgraph };
  return {
    subgraph,
    routes: (http) => {
      for (const path of [LOCAL_MAIL_PATH, `${LOCAL_MAIL_PATH}/*`])
        http.get(path, async (request, reply) => {
          const { status, headers, body } = await localMail(request.url.split('?')[0] ?? '');
          return reply.code(status).headers(headers).send(body);
        });
    },
  };
});
