/** From the title, ending in characters of the gig's id, which are random: never taken. */
export const slugOf = (title: string, gigId: string): string => {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-+|-+$/g, '');
  return `${words || 'gig'}-${gigId.slice(-12).toLowerCase()}`;
};
