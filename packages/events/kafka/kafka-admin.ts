import type { Admin, Kafka } from 'kafkajs';

export interface KafkaAdmin {
  /** Connects when needed; after a failure it connects anew. */
  use<T>(work: (admin: Admin) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function kafkaAdmin(kafka: Kafka): KafkaAdmin {
  let current: Promise<Admin> | undefined;

  return {
    async use(work) {
      current ??= connected(kafka);
      const used = current;
      try {
        return await work(await used);
      } catch (error) {
        if (current === used) current = undefined;
        used.then((admin) => admin.disconnect()).catch(() => undefined);
        throw new Error('Kafka could not be asked', { cause: error });
      }
    },
    async close() {
      const admin = await current?.catch(() => undefined);
      await admin?.disconnect();
    },
  };
}

async function connected(kafka: Kafka): Promise<Admin> {
  const admin = kafka.admin();
  await admin.connect();
  return admin;
}
