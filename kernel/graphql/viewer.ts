/** Who looks. Anonymous is a viewer too: `id` is null. */
export type Viewer = { id: string | null; isStaff: boolean };

export const ANONYMOUS: Viewer = { id: null, isStaff: false };
