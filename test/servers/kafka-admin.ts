import type { Admin, Kafka } from 'kafkajs';

/** A connection for these questions alone: it asks anew who leads what. */
export const withAdminOf = async <T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
};
