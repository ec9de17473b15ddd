const PRODUCE = 0;

/** Cuts a stream into Kafka's frames: a length of four bytes, then so many bytes. */
const createReader = () => {
  let buffered: Buffer = Buffer.alloc(0);
  return (bytes: Buffer): Buffer[] => {
    const frames: Buffer[] = [];
    buffered = Buffer.concat([buffered, bytes]);
    while (buffered.length >= 4 && buffered.length >= 4 + buffered.readInt32BE()) {
      const end = 4 + buffered.readInt32BE();
      frames.push(buffered.subarray(4, end));
      buffered = buffered.subarray(end);
    }
    return frames;
  };
};

/** Follows one connection, and knows which answers are to produce requests; of other protocols it sees none. */
export const createFrames = () => {
  const requests = createReader();
  const responses = createReader();
  const producing = new Set<number>();
  return {
    asked(bytes: Buffer) {
      // A request begins with its kind, the version of that, and the number that the answer repeats.
      for (const frame of requests(bytes))
        if (frame.length >= 8 && frame.readInt16BE() === PRODUCE) producing.add(frame.readInt32BE(4));
    },
    answered(bytes: Buffer) {
      const answers = responses(bytes).filter((frame) => frame.length >= 4);
      return { produce: answers.filter((frame) => producing.delete(frame.readInt32BE())).length };
    },
  };
};
