import { isIPv6 } from 'node:net';

/**
 * Whose request it is: what connects to us or, behind proxies that are trusted, what the first of these says. One
 * household, or one server, has a whole /64 of IPv6: it counts as one.
 */
export const addressOf = (
  connected: string | undefined,
  forwarded: string | string[] | undefined,
  trusted: number,
): string => {
  const said = trusted > 0 && forwarded !== undefined ? forwardedBy(String(forwarded), trusted) : undefined;
  return networkOf(said ?? connected ?? 'none');
};

/** Each proxy adds at the end whom it was asked by: what stands before ours anybody may have written. */
const forwardedBy = (forwarded: string, trusted: number): string | undefined => {
  const hops = forwarded.split(',');
  const hop = hops[Math.max(0, hops.length - trusted)]?.trim() || undefined;
  return hop && (WITH_PORT.exec(hop)?.slice(1).find(Boolean) ?? hop);
};

/** As some proxies write it: each connection has another port, and would be an address of its own. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/;

const MAPPED = '::ffff:';

const networkOf = (address: string): string => {
  if (address.startsWith(MAPPED)) return address.slice(MAPPED.length);
  if (!address.includes(':') || !isIPv6(address)) return address.slice(0, LONGEST);
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = tail?.split(':').filter(Boolean) ?? [];
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0');
  return `${[...groups, ...zeros, ...rest].slice(0, 4).join(':')}::/64`;
};

/** What a proxy says is no address need not be one. */
const LONGEST = 45;
