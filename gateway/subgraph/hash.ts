/** FNV-1a's. */
export const PRIME = 0x01000193;

const LAST = 8;

/** Of a text's last characters: those of ids and tokens are as good as random. */
export const hashOfEnd = (text: string, seed: number): number => {
  let hash = seed;
  for (let at = Math.max(0, text.length - LAST); at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return hash;
};
