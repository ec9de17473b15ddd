/** Moments between two durable steps: where a process that dies leaves the most interesting state behind. */
export type Point =
  | 'append.before'
  | 'append.after'
  | 'sequence.mid'
  | 'publish.before'
  | 'publish.afterAck'
  | 'publish.afterCheckpoint'
  | 'project.before'
  | 'project.mid'
  | 'project.after'
  | 'checkpoint.before'
  | 'checkpoint.after'
  | 'timer.fired'
  | 'reaction.before'
  | 'reaction.after'
  | 'reply.before'
  | 'rebuild.mid';

let hook: ((point: Point) => void) | undefined;

/** Said where a point is passed. Nothing listens in production. */
export const reached = (point: Point) => hook?.(point);

/** For tests that kill or freeze the process at a point. */
export const onPoint = (listener: (point: Point) => void) => {
  hook = listener;
};
