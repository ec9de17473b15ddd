/** Several installations on one cluster: topics and groups carry the namespace there, and only there. */
export const createNames = (namespace: string | undefined) => {
  const prefix = namespace ? `${namespace}.` : '';
  return {
    full: (name: string) => `${prefix}${name}`,
    plain: (name: string) => name.slice(prefix.length),
  };
};

export type Names = ReturnType<typeof createNames>;
