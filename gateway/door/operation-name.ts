/** The name that an operation goes by in logs and metrics: what the client chose or, in a document of one, its own. */
export const operationNameIn = ({ operationName, query }: Record<string, unknown>): string | undefined => {
  if (typeof operationName === 'string') return NAME.test(operationName) ? operationName : undefined;
  return typeof query === 'string' ? FIRST.exec(query)?.[1] : undefined;
};

/** Of what a GET asks. */
export const operationNameInSearch = (search: string): string | undefined => {
  const parameters = new URLSearchParams(search);
  return operationNameIn({
    operationName: parameters.get('operationName') ?? undefined,
    query: parameters.get('query') ?? undefined,
  });
};

const NAME = /^[_A-Za-z]\w{0,127}$/;
const FIRST = /^\s*(?:query|mutation)\s+([_A-Za-z]\w{0,127})/;
