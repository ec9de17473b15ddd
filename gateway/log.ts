/** The part of pino that the gateway uses. */
export type Log = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** Apollo's packages log plain sentences; what they say below a warning is of no use to an operator. */
export const forApollo = (log: Log) => ({
  debug: () => {},
  info: () => {},
  warn: (message?: unknown) => log.warn({}, String(message)),
  error: (message?: unknown) => log.error({}, String(message)),
});
