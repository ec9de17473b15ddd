/** `value` is the event as JSON; `headers` repeat what a consumer may want without parsing it. */
export type BusMessage = { key: string; value: string; headers: Record<string, string> };

/** As delivered; `offset` counts from 0 in its partition. */
export type Delivered = BusMessage & { topic: string; partition: number; offset: number };

export type Subscription = {
  topics: string[];
  /** Consumers of one group share the partitions; a group never seen before reads from offset 0. */
  group: string;
  /**
   * Handles messages of one partition, in order. The group's offset is saved after it resolves;
   * when it rejects, the same messages are delivered again, after a pause.
   */
  handle(messages: Delivered[]): Promise<void>;
};

export type Consumer = {
  /** Resolves when no handler runs any more. */
  close(): Promise<void>;
};

export const PARTITIONS = 12;

/** Topics of this ending are kept for a day; all others for ever, since a service is replayed from them. */
export const SHORT_LIVED = 'activity.events';

/** A topic that would lose or reorder what is written to it. */
export class TopicError extends Error {
  override name = 'TopicError';
}

/** A topic is made when it is first used. One that is there with other settings is refused: TopicError. */
export interface EventBus {
  /** Resolves when all messages are durable, in their order. At least once: after a rejection some may be there. */
  publish(topic: string, messages: BusMessage[]): Promise<void>;
  subscribe(subscription: Subscription): Promise<Consumer>;
  /** The next offset to be written of each partition of a topic, by `topic/partition`. */
  ends(topic: string): Promise<Record<string, number>>;
  /** A group's next offset of each partition of these topics, by `topic/partition`; 0 where it has none. */
  offsets(group: string, topics: string[]): Promise<Record<string, number>>;
  /** Deletes what a group that is gone for good has read so far. */
  forget(group: string): Promise<void>;
  /** Messages of a partition from an offset on, without a group: some where there are any, none at its end. */
  read(topic: string, partition: number, offset: number): Promise<Delivered[]>;
  /** Deletes a topic with all that is in it, and where groups stand in it. */
  remove(topic: string): Promise<void>;
  close(): Promise<void>;
}
